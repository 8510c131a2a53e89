package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * Fills the names of a template. Each name has a field: a path in the answers of the rules, with the form in which its
 * values are written. A path that begins with a capital starts at the answers, such as {@code Advice.level}; any
 * other starts at the member that is shown.
 */
final class View {

    private static final String SEPARATOR = ", ";
    private static final String COUNT = "{count}";
    private static final Pattern OF_A_SUBJECT = Pattern.compile("[|,] ?");
    private static final Mustache.Compiler TEXTS = CardRenderer.strictCompiler().withEscaper(Escapers.NONE);

    private final String place;
    private final Map<String, Field> fields;
    private final Phrases phrases;
    private final Map<String, Template> texts = new ConcurrentHashMap<>();

    /**
     * Makes a view.
     *
     * @param place the file that declares it, named in faults
     */
    View(String place, Map<String, Field> fields, Phrases phrases) {
        this.place = place;
        this.fields = fields;
        this.phrases = phrases;
    }

    /**
     * The field of one name. It selects the members at its path by {@code where} and {@code but}. Each member is
     * written as its value, in words of a group, or as a text of its own fields. Fields without a text give a list.
     *
     * @param of the path; null means that the name is only true, or absent by {@code when} and {@code unless}
     * @param in the path of other members to select instead: those that have in {@code by} a value found at {@code of}
     * @param by the path from a member of {@code in} to its values
     * @param when paths; at least one must hold something; null means always
     * @param unless paths; none may hold anything
     * @param where by path from the member, its allowed values; every path must lead to one of them
     * @param but likewise, the members to leave out
     * @param as the format of a number
     * @param beside the path of the limit that the number is compared with
     * @param all other fields, in place of {@code of}; their texts are joined
     * @param flags a section for each value, {@code {{#name.VALUE}}}; an unknown list of values is refused
     * @param code the path from the member to the values that are written; null means the member itself
     * @param words the group of phrases; {@code {name}} in a phrase is replaced by that field
     * @param subjects the group of phrases for the part behind the colon of a code such as {@code PLAN_EXCEEDS:C1}, by
     *     code
     * @param some leaves out a value without words
     * @param longest the greatest number of characters of a text
     * @param each the fields of a member
     * @param text a template that is filled with the fields of a member
     * @param together the field that is joined where members agree in all other fields
     * @param capital the whole text begins with a capital
     * @param once a repeated text is shown once
     * @param join the separator between texts; null means a comma
     * @param most the greatest number of members shown
     * @param more the text in place of the others, with {@code {count}} for their number
     * @param count gives the number of members beyond {@code most} instead of the members; null for none
     */
    record Field(
            @Nullable String of,
            @Nullable String in,
            @Nullable String by,
            List<String> when,
            List<String> unless,
            Map<String, List<String>> where,
            Map<String, List<String>> but,
            @Nullable Format as,
            @Nullable String beside,
            List<Field> all,
            boolean flags,
            @Nullable String code,
            @Nullable String words,
            Map<String, String> subjects,
            boolean some,
            @Nullable Integer longest,
            Map<String, Field> each,
            @Nullable String text,
            @Nullable String together,
            boolean capital,
            boolean once,
            @Nullable String join,
            @Nullable Integer most,
            @Nullable String more,
            boolean count) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Field {
            when = Objects.requireNonNullElse(when, List.of());
            unless = Objects.requireNonNullElse(unless, List.of());
            where = Objects.requireNonNullElse(where, Map.of());
            but = Objects.requireNonNullElse(but, Map.of());
            all = Objects.requireNonNullElse(all, List.of());
            subjects = Objects.requireNonNullElse(subjects, Map.of());
            each = Objects.requireNonNullElse(each, Map.of());
        }

        /** The field of a path alone. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Field of(String path) {
            return new Field(
                    path, null, null, List.of(), List.of(), Map.of(), Map.of(), null, null, List.of(), false, null,
                    null, Map.of(), false, null, Map.of(), null, null, false, false, null, null, null, false);
        }

        Stream<String> paths() {
            return Stream.of(
                            Stream.of(of, in, code, beside).filter(Objects::nonNull),
                            when.stream(),
                            unless.stream(),
                            all.stream().flatMap(Field::paths),
                            each.values().stream().flatMap(Field::paths))
                    .flatMap(paths -> paths);
        }
    }

    /** The names of the answers that the views read. */
    static Stream<String> roots(Collection<Map<String, Field>> views) {
        return views.stream()
                .flatMap(fields -> fields.values().stream())
                .flatMap(Field::paths)
                .filter(View::isFromTheRoot)
                .map(path -> path.split("\\.", 2)[0]);
    }

    static boolean isFromTheRoot(String path) {
        return Character.isUpperCase(path.charAt(0));
    }

    /** The decimals of a number; more where rounding would hide on which side of its limit it is. */
    enum Format {
        TENTHS,
        THOUSANDTHS
    }

    /** The text of a name; a supplier is called for it. Empty where the value is no text. */
    static String text(@Nullable Object name) {
        Object said = name instanceof Supplier<?> later ? later.get() : name;
        return said instanceof String text ? text : "";
    }

    /** The text of one name, for a member. */
    String text(String name, AnswerTree answers, AnswerTree here) {
        return text(of(answers, here).get(name));
    }

    /** The values of names, with every supplier called. */
    static @Nullable Object plain(@Nullable Object names) {
        if (names instanceof Supplier<?> later) {
            return plain(later.get());
        }
        if (names instanceof List<?> list) {
            return list.stream().map(View::plain).toList();
        }
        if (names instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> all = new HashMap<>();
            map.forEach((name, value) -> all.put(String.valueOf(name), plain(value)));
            return all;
        }
        return names;
    }

    /** The fields, by name. */
    Map<String, Field> fields() {
        return fields;
    }

    /** The names with their values for a member. */
    Map<String, @Nullable Object> of(AnswerTree answers, AnswerTree here) {
        return filled(fields, answers, here);
    }

    /**
     * The names with their values; a value is computed when a template shows it, so that a fault affects only that
     * template.
     */
    Map<String, @Nullable Object> of(AnswerTree answers) {
        return filled(fields, answers, answers);
    }

    private Map<String, @Nullable Object> filled(Map<String, Field> fields, AnswerTree answers, AnswerTree here) {
        Map<String, @Nullable Object> names = new HashMap<>();
        fields.forEach((name, field) -> names.put(name, (Supplier<?>) () -> value(name, field, answers, here)));
        return names;
    }

    private @Nullable Object value(String name, Field field, AnswerTree answers, AnswerTree here) {
        try {
            return value(field, answers, here);
        } catch (IllegalArgumentException | MustacheException e) {
            throw WordingBroken.behind(e, "The name " + name + " of " + place + " cannot be filled: ");
        }
    }

    private @Nullable Object value(Field field, AnswerTree answers, AnswerTree here) {
        if (!isAsked(field, answers, here)) {
            return null;
        }
        if (!field.all().isEmpty()) {
            List<String> texts = field.all().stream()
                    .map(one -> text(value(one, answers, here)))
                    .filter(text -> !text.isEmpty())
                    .toList();
            return joined(field, texts);
        }
        if (field.of() == null) {
            return true;
        }
        List<AnswerTree> members = members(field, answers, here);
        if (field.flags()) {
            return flags(field, members, at(field.of(), answers, here), answers);
        }
        if (field.count()) {
            int beyond = members.size() - Objects.requireNonNullElse(field.most(), 0);
            return beyond > 0 ? beyond : null;
        }
        if (members.size() == 1 && members.get(0).plain() instanceof Boolean truth && field.code() == null) {
            return truth;
        }
        if (!field.each().isEmpty() && field.text() == null && field.words() == null) {
            return first(field, members).stream()
                    .map(one -> filled(field.each(), answers, one))
                    .toList();
        }
        List<String> texts = field.together() == null
                ? members.stream()
                        .flatMap(one -> text(field, answers, one, here))
                        .toList()
                : together(field, answers, members);
        return joined(field, texts);
    }

    /**
     * The flags of the values found. An unknown list is refused: a template would otherwise show its {@code ^}
     * sections, as for a known list without that value.
     */
    private static Map<String, Boolean> flags(
            Field field, List<AnswerTree> members, AnswerTree asked, AnswerTree answers) {
        if (asked.plain() == null) {
            throw new IllegalArgumentException(
                    field.of() + " is not known, and its values are asked for: say with \"when\" where they are");
        }
        return members.stream()
                .flatMap(one -> written(field, answers, one))
                .map(one -> code(one).split(":", 2)[0])
                .collect(Collectors.toMap(code -> code, code -> true, (one, other) -> one));
    }

    /** The values of a member, as found at {@code code}. */
    private static Stream<AnswerTree> written(Field field, AnswerTree answers, AnswerTree one) {
        return field.code() == null ? Stream.of(one) : at(field.code(), answers, one).members().stream();
    }

    private boolean isAsked(Field field, AnswerTree answers, AnswerTree here) {
        return (field.when().isEmpty()
                        || field.when().stream()
                                .anyMatch(path -> at(path, answers, here).isSaid()))
                && field.unless().stream()
                        .noneMatch(path -> at(path, answers, here).isSaid());
    }

    static AnswerTree at(String path, AnswerTree answers, AnswerTree here) {
        return path.equals(".") ? here : isFromTheRoot(path) ? answers.at(path) : here.at(path);
    }

    /** The members that a field selects. */
    static List<AnswerTree> members(Field field, AnswerTree answers, AnswerTree here) {
        List<AnswerTree> found =
                at(Objects.requireNonNull(field.of()), answers, here).members();
        if (field.in() != null && field.by() != null) {
            List<String> wanted = found.stream().map(View::code).toList();
            found = at(field.in(), answers, here).members().stream()
                    .filter(one -> one.at(field.by()).texts().stream().anyMatch(wanted::contains))
                    .toList();
        }
        return found.stream()
                .filter(one -> has(field.where(), answers, one))
                .filter(one -> field.but().isEmpty() || !has(field.but(), answers, one))
                .toList();
    }

    private static boolean has(Map<String, List<String>> wanted, AnswerTree answers, AnswerTree one) {
        return wanted.entrySet().stream().allMatch(entry -> at(entry.getKey(), answers, one).texts().stream()
                .anyMatch(entry.getValue()::contains));
    }

    private static <T> List<T> first(Field field, List<T> all) {
        return field.most() == null || all.size() <= field.most() ? all : all.subList(0, field.most());
    }

    private static @Nullable String joined(Field field, List<String> all) {
        if (all.isEmpty()) {
            return null;
        }
        List<String> texts = field.once() ? all.stream().distinct().toList() : all;
        List<String> shown = first(field, texts);
        String joined = String.join(Objects.requireNonNullElse(field.join(), SEPARATOR), shown);
        String said = field.capital() && !joined.isEmpty()
                ? Character.toUpperCase(joined.charAt(0)) + joined.substring(1)
                : joined;
        int beyond = texts.size() - shown.size();
        return field.more() == null || beyond == 0
                ? said
                : said + field.more().replace(COUNT, Integer.toString(beyond));
    }

    private Stream<String> text(Field field, AnswerTree answers, AnswerTree one, AnswerTree here) {
        Map<String, @Nullable Object> names = filled(field.each(), answers, one);
        if (field.text() != null) {
            return Stream.of(written(field.text(), names));
        }
        return written(field, answers, one).flatMap(value -> text(field, value, names, answers, here));
    }

    private Stream<String> text(
            Field field, AnswerTree value, Map<String, @Nullable Object> names, AnswerTree answers, AnswerTree here) {
        if (field.as() != null) {
            AnswerTree limit = field.beside() == null ? AnswerTree.of(null) : at(field.beside(), answers, here);
            return Stream.ofNullable(
                    Numbers.written(field.as(), value.number(), limit.plain() == null ? null : limit.number()));
        }
        if (field.words() == null) {
            return Stream.ofNullable(value.text()).map(text -> shortened(text, field.longest()));
        }
        String code = code(value);
        if (field.some() && phrases.find(field.words(), code).isEmpty()) {
            return Stream.empty();
        }
        int colon = code.indexOf(':');
        String phrase = phrases.of(field.words(), colon < 0 ? code : code.substring(0, colon));
        if (colon >= 0) {
            return Stream.of(phrase + " " + subjects(field, code.substring(0, colon), code.substring(colon + 1)));
        }
        for (Map.Entry<String, @Nullable Object> name : names.entrySet()) {
            String placeholder = "{" + name.getKey() + "}";
            if (phrase.contains(placeholder) && name.getValue() instanceof Supplier<?> later) {
                phrase = phrase.replace(placeholder, String.valueOf(later.get()));
            }
        }
        return Stream.of(phrase);
    }

    private static String shortened(String text, @Nullable Integer longest) {
        return longest == null || text.codePointCount(0, text.length()) <= longest
                ? longest == null ? text : text.strip()
                : text.substring(0, text.offsetByCodePoints(0, longest)).strip() + "…";
    }

    private String subjects(Field field, String code, String said) {
        String group = field.subjects().get(code);
        return OF_A_SUBJECT
                .splitAsStream(said)
                .map(one -> group == null ? one : phrases.of(group, one))
                .collect(Collectors.joining(SEPARATOR));
    }

    /** The texts of members that are joined: members that agree in all fields but one share a text. */
    private List<String> together(Field field, AnswerTree answers, List<AnswerTree> members) {
        Map<Map<String, @Nullable Object>, LinkedHashSet<String>> alike = new LinkedHashMap<>();
        for (AnswerTree one : members) {
            Map<String, @Nullable Object> names = new HashMap<>();
            filled(field.each(), answers, one)
                    .forEach(
                            (name, later) -> names.put(name, later instanceof Supplier<?> value ? value.get() : later));
            String own = String.valueOf(names.remove(field.together()));
            alike.computeIfAbsent(names, unused -> new LinkedHashSet<>()).add(own);
        }
        List<String> texts = new ArrayList<>();
        alike.forEach((names, own) -> {
            Map<String, @Nullable Object> all = new HashMap<>(names);
            all.put(field.together(), String.join(SEPARATOR, own));
            texts.add(written(Objects.requireNonNull(field.text()), all));
        });
        return texts;
    }

    private String written(String text, Map<String, @Nullable Object> names) {
        return texts.computeIfAbsent(text, TEXTS::compile).execute(names);
    }

    private static String code(AnswerTree one) {
        return String.valueOf(one.text());
    }
}
