package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The edits of a form: its fields that differ from the record on file, and the inputs that cannot be understood. A unit
 * is never guessed, and every typed text is kept.
 */
final class Edits {

    private static final Pattern DOSE = Pattern.compile("\\d{1,4}(\\.\\d{1,3})?");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d?");
    private static final Pattern INTEGER = Pattern.compile("\\d{1,2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern YEAR = Pattern.compile("(19|20)\\d{2}");

    private final Inputs onFile;
    private final Fields fields;
    private final Map<String, String> typed = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<String, Fault> faults = new LinkedHashMap<>();

    /** The kinds of inputs that cannot be understood; {@code words.json} has a sentence for each. */
    enum Fault {
        DOSE,
        FRACTIONS,
        DATE,
        DAY,
        LEVELS,
        INTEGER,
        CHOICE,
        TECHNIQUE
    }

    Edits(Inputs onFile, Fields fields, Map<String, String> form) {
        this.onFile = onFile;
        this.fields = fields;
        boolean isUntouched = form.isEmpty();
        onFile.texts().forEach((field, text) -> {
            String said = isUntouched ? text : form.getOrDefault(field, "").strip();
            typed.put(field, said);
            if (!said.equals(text) && !isSameWrittenOtherwise(field, said, text)) {
                changed.add(field);
                fault(field, said).ifPresent(fault -> faults.put(field, fault));
            }
        });
    }

    private boolean isSameWrittenOtherwise(String field, String said, String text) {
        if (said.isEmpty() || text.isEmpty()) {
            return false;
        }
        return switch (kind(field)) {
            case "gy", "sac" ->
                DOSE.matcher(said).matches() && new BigDecimal(said).compareTo(new BigDecimal(text)) == 0;
            case "levels" -> levels(said).isPresent() && levels(said).equals(levels(text));
            default -> false;
        };
    }

    private Optional<Fault> fault(String field, String said) {
        if (said.isEmpty() && !field.equals(Inputs.EVALUATED)) {
            return Optional.empty();
        }
        Fault fault =
                switch (kind(field)) {
                    case "gy", "sac" -> DOSE.matcher(said).matches() ? null : Fault.DOSE;
                    case "fractions" -> COUNT.matcher(said).matches() ? null : Fault.FRACTIONS;
                    case "end" -> isDate(said) ? null : Fault.DATE;
                    case "start", Inputs.EVALUATED -> isDay(said) ? null : Fault.DAY;
                    case "levels" -> levels(said).isPresent() ? null : Fault.LEVELS;
                    case "technique" -> fields.technique(said).isPresent() ? null : Fault.TECHNIQUE;
                    case "counts", Inputs.FRESH -> said.equals(Inputs.YES) ? null : Fault.CHOICE;
                    default -> factFault(field, said);
                };
        return Optional.ofNullable(fault);
    }

    private @Nullable Fault factFault(String field, String said) {
        Fields.Fact fact = fields.factOf(field).orElseThrow();
        return switch (fact.kind()) {
            case INTEGER ->
                INTEGER.matcher(said).matches()
                                && Integer.parseInt(said) >= fact.least()
                                && Integer.parseInt(said) <= fact.most()
                        ? null
                        : Fault.INTEGER;
            case MONTHS -> DOSE.matcher(said).matches() ? null : Fault.INTEGER;
            case CODE, YESNO -> fact.answers().contains(said) ? null : Fault.CHOICE;
        };
    }

    /** The kind of a field: {@code gy} for {@code course-0-gy}, {@code fact} for every fact. */
    static String kind(String field) {
        return field.startsWith("fact-") ? "fact" : field.substring(field.lastIndexOf('-') + 1);
    }

    private static boolean isDay(String text) {
        try {
            return DAY.matcher(text).matches() && LocalDate.parse(text).getYear() > 1900;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        return isDay(text)
                || YEAR.matcher(text).matches()
                || (MONTH.matcher(text).matches() && isDay(text + "-01"));
    }

    /** The levels in a text such as {@code T8-T10, L1}; empty where it cannot be understood. */
    private Optional<List<String>> levels(String text) {
        List<String> order = onFile.order();
        Set<String> names = new LinkedHashSet<>();
        for (String stretch : text.replace('\u2013', '-').split("[,;\\s]+", -1)) {
            if (stretch.isEmpty()) {
                continue;
            }
            String[] ends = stretch.split("-", -1);
            int first = place(ends[0]);
            int last = place(ends[ends.length - 1]);
            if (ends.length > 2 || first < 0 || last < first) {
                return Optional.empty();
            }
            names.addAll(order.subList(first, last + 1));
        }
        return Optional.of(new ArrayList<>(names));
    }

    private int place(String name) {
        return IntStream.range(0, onFile.order().size())
                .filter(place -> onFile.order().get(place).equalsIgnoreCase(name))
                .findFirst()
                .orElse(-1);
    }

    /** The typed text of every field. */
    Map<String, String> typed() {
        return typed;
    }

    String of(String field) {
        return typed.getOrDefault(field, "");
    }

    Set<String> changed() {
        return changed;
    }

    boolean isChanged(String field) {
        return changed.contains(field);
    }

    /** The text of a field on file; empty where it is unknown. */
    String onFile(String field) {
        return onFile.of(field);
    }

    Map<String, Fault> faults() {
        return faults;
    }

    boolean isWhatIf() {
        return !changed.isEmpty();
    }

    Optional<BigDecimal> number(String field) {
        String text = of(field);
        return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    }

    /** The levels of a field; none where the field is empty. */
    List<String> levelsOf(String field) {
        return levels(of(field)).orElse(List.of());
    }

    LocalDate evaluated() {
        return LocalDate.parse(of(Inputs.EVALUATED));
    }

    /** Whether a field of a group, such as {@code course-0}, is edited. */
    boolean touches(String group) {
        return changed.stream().anyMatch(field -> field.startsWith(group + "-"));
    }

    /** Whether a field of a group has a text, other than {@code counts}. */
    boolean says(String group) {
        return typed.entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(group + "-")
                        && !entry.getKey().endsWith(Inputs.COUNTS)
                        && !entry.getValue().isEmpty());
    }
}
