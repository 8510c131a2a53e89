package org.spinecds.logic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.spinecds.content.Content;
import org.spinecds.content.OwnBuild;
import org.spinecds.content.Settings;

/**
 * Finds names in templates that nothing fills. A call notices them late: a wrong name fails its card only when it is
 * shown, and a section with a wrong name is left out without a message. The known names are those of the views, and
 * those listed beside the code that fills them, one file per kind of template. The code of a finding or a reason must
 * be one of the rules.
 */
record TemplateLint(Content content, Set<String> namesOfViews, String cql, List<Finding> findings) {

    /** A folder of templates: its list of names, the ending of its files, and the ending of their shared parts. */
    private record Kind(String name, String folder, String suffix, String suffixOfParts) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("cards", CardFiles.FOLDER, ".md", ".md"),
            new Kind("suggestions", "cds-hooks/suggestions", ".json", ".mustache"),
            new Kind("suggestions", "cds-hooks/suggestions", ".mustache", ".mustache"),
            new Kind("worksheet", "cds-hooks/worksheet", ".html", ".html"));
    private static final Pattern TAG = Pattern.compile("\\{\\{\\{?\\s*([#^/&>]?)\\s*([\\w.-]+)\\s*}}");
    /** The names that the template engine fills in every list. */
    private static final Set<String> OF_THE_ENGINE = Set.of("-first", "-last", "-index", ".", "this");

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]+");

    /**
     * All findings.
     *
     * @param namesOfViews the names that views fill
     * @param cql the text of all libraries
     */
    static List<Finding> of(Content content, Set<String> namesOfViews, String cql) {
        TemplateLint lint = new TemplateLint(content, namesOfViews, cql, new ArrayList<>());
        KINDS.forEach(lint::files);
        return lint.findings;
    }

    private void files(Kind kind) {
        Set<String> names = new HashSet<>(listed(kind.name()));
        names.addAll(namesOfViews);
        for (String path : content.listIfThere(kind.folder(), kind.suffix())) {
            String text = content.text(path);
            Matcher tag = TAG.matcher(text);
            while (tag.find()) {
                String name = tag.group(2);
                if (tag.group(1).equals(">")) {
                    if (!content.listIfThere(kind.folder(), kind.suffixOfParts())
                            .contains(kind.folder() + "/" + name + kind.suffixOfParts())) {
                        add(path, text, tag, "there is no part " + kind.folder() + "/" + name + kind.suffixOfParts());
                    }
                } else if (!OF_THE_ENGINE.contains(name)
                        && !tag.group(1).equals("/")
                        && !Settings.NAMED.matcher(tag.group()).matches()) {
                    String[] parts = name.split("\\.", -1);
                    for (int place = 0; place < parts.length; place++) {
                        refuseUnlessKnown(path, text, tag, parts[place], place > 0, names);
                    }
                }
            }
        }
    }

    /**
     * Finds an unknown name. A part behind a dot may be any code of the rules, a name without a dot only one in
     * capitals.
     */
    private void refuseUnlessKnown(
            String path, String text, Matcher tag, String part, boolean isInner, Set<String> names) {
        boolean isCode = isInner || CODE.matcher(part).matches();
        if (!names.contains(part) && !(isCode && cql.contains("'" + part + "'"))) {
            add(path, text, tag, (isCode ? "no define gives the code " : "nothing fills the name ") + part);
        }
    }

    private void add(String path, String text, Matcher tag, String sentence) {
        findings.add(Finding.at(path, text, tag.start(), Finding.Severity.ERROR, sentence));
    }

    /** The names in a list of the engine's resources. */
    static Set<String> listed(String list) {
        String names = OwnBuild.text("template-names/" + list + ".txt");
        return Objects.requireNonNull(names, list).lines().collect(Collectors.toUnmodifiableSet());
    }
}
