package org.spinecds.logic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.Settings;

/**
 * Names in templates that nobody fills. A name that prints fails its card when it is filled, but a section with a wrong
 * name is left out in silence, and neither is noticed where no example goes. What may be named is listed beside the code
 * that fills it, one file per kind of template; the code of a finding or a reason must be one of the rules.
 */
final class TemplateLint {

    /** A folder of templates: the list of its names, and how the files and the parts they share end. */
    private record Kind(String name, String folder, String suffix, String suffixOfParts) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("cards", CardFiles.FOLDER, ".md", ".md"),
            new Kind("suggestions", "cds-hooks/suggestions", ".json", ".mustache"),
            new Kind("suggestions", "cds-hooks/suggestions", ".mustache", ".mustache"),
            new Kind("worksheet", "cds-hooks/worksheet", ".html", ".html"));
    private static final Pattern TAG = Pattern.compile("\\{\\{\\{?\\s*([#^/&>]?)\\s*([\\w.-]+)\\s*}}");
    /** What the template engine gives in every list. */
    private static final Set<String> OF_THE_ENGINE = Set.of("-first", "-last", "-index", ".", "this");

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]+");

    private final Content content;
    private final Set<String> namesOfViews;
    private final String cql;
    private final List<Finding> findings = new ArrayList<>();

    private TemplateLint(Content content, Set<String> namesOfViews, String cql) {
        this.content = content;
        this.namesOfViews = namesOfViews;
        this.cql = cql;
    }

    /**
     * All that was found.
     *
     * @param namesOfViews the names that the views of cards fill
     * @param cql the text of every library
     */
    static List<Finding> of(Content content, Set<String> namesOfViews, String cql) {
        TemplateLint lint = new TemplateLint(content, namesOfViews, cql);
        KINDS.forEach(lint::files);
        return lint.findings;
    }

    private void files(Kind kind) {
        Set<String> names = new HashSet<>(namesOf(kind.name()));
        if (kind.folder().equals(CardFiles.FOLDER)) {
            names.addAll(namesOfViews);
        }
        for (String path : list(kind.folder(), kind.suffix())) {
            String text = content.text(path);
            Matcher tag = TAG.matcher(text);
            while (tag.find()) {
                String name = tag.group(2);
                if (tag.group(1).equals(">")) {
                    if (!list(kind.folder(), kind.suffixOfParts())
                            .contains(kind.folder() + "/" + name + kind.suffixOfParts())) {
                        add(path, text, tag, "there is no part " + kind.folder() + "/" + name + kind.suffixOfParts());
                    }
                } else if (!OF_THE_ENGINE.contains(name)
                        && !tag.group(1).equals("/")
                        && !Settings.NAMED.matcher(tag.group()).matches()) {
                    for (String part : name.split("\\.", -1)) {
                        refuseUnlessKnown(path, text, tag, part, names);
                    }
                }
            }
        }
    }

    private void refuseUnlessKnown(String path, String text, Matcher tag, String part, Set<String> names) {
        boolean isCode = CODE.matcher(part).matches();
        if (!names.contains(part) && !(isCode && cql.contains("'" + part + "'"))) {
            add(path, text, tag, (isCode ? "no define gives the code " : "nothing fills the name ") + part);
        }
    }

    private List<String> list(String folder, String suffix) {
        try {
            return content.list(folder, suffix);
        } catch (ContentUnreadable e) {
            return List.of();
        }
    }

    private void add(String path, String text, Matcher tag, String sentence) {
        String before = text.substring(0, tag.start());
        int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
        findings.add(new Finding(path, line, tag.start() - before.lastIndexOf('\n'), Finding.Severity.ERROR, sentence));
    }

    private static Set<String> namesOf(String kind) {
        try (InputStream file = TemplateLint.class.getResourceAsStream("/template-names/" + kind + ".txt")) {
            if (file == null) {
                throw new IllegalStateException("The names of the templates of " + kind + " are missing.");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
