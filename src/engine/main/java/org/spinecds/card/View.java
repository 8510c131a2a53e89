package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
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
 * What a template is filled from: names, and for each a path in the answers of the rules with the way it is written. A path
 * that begins with a capital starts at the answers, such as {@code Emergency.levels}; any other at the member that is shown.
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
     * A view.
     *
     * @param place the file that declares it, which a fault names
     */
    View(String place, Map<String, Field> fields, Phrases phrases) {
        this.place = place;
        this.fields = fields;
        this.phrases = phrases;
    }

    /**
     * One name of a view. Of the members at its path those are taken that {@code where} names and {@code but} does not. Each is
     * written as its value, in the words of a group, or as a text of its own fields; without a text they are a list.
     *
     * @param of the path; null means no more than whether it is asked for
     * @param in the path of members that have as {@code by} what {@code of} leads to: they are taken instead
     * @param take the path from a member to what is shown
     * @param when paths, one of which must say something; none means always
     * @param unless paths, none of which may
     * @param where the values that a path of the member must have one of
     * @param but the values that it must not have
     * @param is true where the value is this one, and false else
     * @param isOf true where the number is that of this path, and false else
     * @param as how a number is written; {@code positive} is true above 0
     * @param beside the path of the limit that the number is written beside
     * @param all fields of the member, those of which say something are joined
     * @param flags a section for each value: {@code {{#name.VALUE}}}
     * @param code the path of the member that the words are for; null means the member itself
     * @param words the group of phrases; {@code {name}} in a phrase is filled with that field
     * @param subjects the group of words for what stands behind the colon of a code, such as {@code PLAN_EXCEEDS:C1}, by code
     * @param longest the greatest number of signs of a text
     * @param some a value without words is left out
     * @param each the fields of a member
     * @param text written with the fields of a member
     * @param together the field in which members are put together that share the rest of their fields
     * @param capital the whole begins with a capital
     * @param once the same text is not repeated
     * @param join what stands between texts
     * @param most the greatest number that is shown
     * @param upTo the greatest number of which all are shown; null means {@code most}
     * @param more what stands for the others, whose number is {count}
     * @param count the number of those beyond {@code most}, instead of the members
     */
    record Field(
            @Nullable String of,
            @Nullable String in,
            @Nullable String by,
            @Nullable String take,
            @Nullable List<String> when,
            @Nullable List<String> unless,
            @Nullable Map<String, List<String>> where,
            @Nullable Map<String, List<String>> but,
            @Nullable String is,
            @Nullable String isOf,
            @Nullable Format as,
            @Nullable String beside,
            @Nullable List<Field> all,
            boolean flags,
            @Nullable String code,
            @Nullable String words,
            @Nullable Map<String, String> subjects,
            boolean some,
            @Nullable Integer longest,
            @Nullable Map<String, Field> each,
            @Nullable String text,
            @Nullable String together,
            boolean capital,
            boolean once,
            @Nullable String join,
            @Nullable Integer most,
            @Nullable Integer upTo,
            @Nullable String more,
            boolean count) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Field {}

        /** A path alone. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Field of(String path) {
            return new Field(
                    path, null, null, null, null, null, null, null, null, null, null, null, null, false, null, null,
                    null, false, null, null, null, null, false, false, null, null, null, null, false);
        }

        Stream<String> paths() {
            return Stream.of(
                            Stream.ofNullable(of),
                            Stream.ofNullable(in),
                            Stream.ofNullable(when).flatMap(List::stream),
                            Stream.ofNullable(unless).flatMap(List::stream),
                            Stream.ofNullable(all).flatMap(List::stream).flatMap(Field::paths),
                            Stream.ofNullable(each)
                                    .flatMap(fields -> fields.values().stream().flatMap(Field::paths)))
                    .flatMap(paths -> paths);
        }
    }

    static boolean isFromTheRoot(String path) {
        return Character.isUpperCase(path.charAt(0));
    }

    /** How a number is written. */
    enum Format {
        DOSE,
        RATIO,
        POSITIVE
    }

    /** The text of a name, which may have to be asked for; empty where there is none. */
    static String text(@Nullable Object name) {
        Object said = name instanceof Supplier<?> later ? later.get() : name;
        return said instanceof String text ? text : "";
    }

    /** One name for a member, as a text. */
    String text(String name, AnswerTree answers, AnswerTree here) {
        return text(of(answers, here).get(name));
    }

    /** What names come to, all asked for. */
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

    /** The names for a member. */
    Map<String, @Nullable Object> of(AnswerTree answers, AnswerTree here) {
        return filled(fields, answers, here);
    }

    /** The names, each filled when a template shows it: a fault of one costs the templates that show it. */
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
        if (field.all() != null) {
            List<String> texts = field.all().stream()
                    .map(one -> text(value(one, answers, here)))
                    .filter(text -> !text.isEmpty())
                    .toList();
            return texts.isEmpty() ? null : joined(field, texts);
        }
        if (field.of() == null) {
            return true;
        }
        List<AnswerTree> members = members(field, answers, here);
        if (field.flags()) {
            return members.stream()
                    .map(one -> code(one).split(":", 2)[0])
                    .collect(Collectors.toMap(code -> code, code -> true, (one, other) -> one));
        }
        if (field.is() != null) {
            return members.stream().anyMatch(one -> field.is().equals(one.text()));
        }
        if (field.isOf() != null) {
            AnswerTree other = at(field.isOf(), answers, here);
            return other.plain() != null
                    && members.stream().anyMatch(one -> one.number().compareTo(other.number()) == 0);
        }
        if (field.as() == Format.POSITIVE) {
            return members.stream().anyMatch(one -> one.number().signum() > 0);
        }
        if (field.count()) {
            int beyond = members.size() - Objects.requireNonNullElse(field.most(), 0);
            return beyond > 0 ? beyond : null;
        }
        if (members.size() == 1 && members.get(0).plain() instanceof Boolean truth) {
            return truth;
        }
        if (field.each() != null && field.text() == null && field.words() == null) {
            return first(field, members).stream()
                    .map(one -> filled(field.each(), answers, one))
                    .toList();
        }
        List<String> texts = field.together() == null
                ? members.stream()
                        .flatMap(one -> text(field, answers, one, here))
                        .toList()
                : together(field, answers, members);
        return texts.isEmpty()
                ? null
                : joined(field, field.once() ? texts.stream().distinct().toList() : texts);
    }

    private boolean isAsked(Field field, AnswerTree answers, AnswerTree here) {
        return (field.when() == null
                        || field.when().stream()
                                .anyMatch(path -> at(path, answers, here).isSaid()))
                && (field.unless() == null
                        || field.unless().stream()
                                .noneMatch(path -> at(path, answers, here).isSaid()));
    }

    private static AnswerTree at(String path, AnswerTree answers, AnswerTree here) {
        return path.equals(".") ? here : isFromTheRoot(path) ? answers.at(path) : here.at(path);
    }

    /** The members that a field shows. */
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
                .filter(one -> field.where() == null || has(field.where(), answers, one))
                .filter(one -> field.but() == null || !has(field.but(), answers, one))
                .flatMap(one ->
                        field.take() == null ? Stream.of(one) : at(field.take(), answers, one).members().stream())
                .toList();
    }

    private static boolean has(Map<String, List<String>> wanted, AnswerTree answers, AnswerTree one) {
        return wanted.entrySet().stream().allMatch(entry -> at(entry.getKey(), answers, one).texts().stream()
                .anyMatch(entry.getValue()::contains));
    }

    private static <T> List<T> first(Field field, List<T> all) {
        Integer most = field.most();
        Integer upTo = field.upTo();
        return most == null || all.size() <= (upTo == null ? most : upTo) ? all : all.subList(0, most);
    }

    private static String joined(Field field, List<String> texts) {
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
        Map<String, @Nullable Object> names = field.each() == null ? Map.of() : filled(field.each(), answers, one);
        if (field.text() != null) {
            return Stream.of(written(field.text(), names));
        }
        if (field.as() != null) {
            AnswerTree limit = field.beside() == null ? AnswerTree.of(null) : at(field.beside(), answers, here);
            return Stream.ofNullable(
                    Numbers.written(field.as(), one.number(), limit.plain() == null ? null : limit.number()));
        }
        if (field.words() == null) {
            return Stream.ofNullable(one.text()).map(text -> shortened(text, field.longest()));
        }
        String code = code(field.code() == null ? one : at(field.code(), answers, one));
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
        String group = field.subjects() == null ? null : field.subjects().get(code);
        return OF_A_SUBJECT
                .splitAsStream(said)
                .map(one -> group == null ? one : phrases.of(group, one))
                .collect(Collectors.joining(SEPARATOR));
    }

    /** Members whose other fields are the same, in one text: the field in which they differ is joined. */
    private List<String> together(Field field, AnswerTree answers, List<AnswerTree> members) {
        Map<Map<String, @Nullable Object>, LinkedHashSet<String>> alike = new LinkedHashMap<>();
        for (AnswerTree one : members) {
            Map<String, @Nullable Object> names = new HashMap<>();
            filled(Objects.requireNonNull(field.each()), answers, one)
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
