package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a form says that differs from what is on file, and what in it cannot be understood. A unit is never guessed, and
 * nothing that was typed is lost.
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

    /** What cannot be understood, by the word of its sentence in {@code words.json}. */
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
            case "levels" ->
                levels(said)
                        .map(names -> Inputs.levels(names, onFile.order()).equals(text))
                        .orElse(false);
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
        Fields.Fact fact = fields.facts().stream()
                .filter(candidate -> Inputs.fact(candidate.fact()).equals(field))
                .findFirst()
                .orElseThrow();
        return switch (fact.kind()) {
            case INTEGER ->
                INTEGER.matcher(said).matches()
                                && Integer.parseInt(said) >= fact.range().least()
                                && Integer.parseInt(said) <= fact.range().most()
                        ? null
                        : Fault.INTEGER;
            case MONTHS -> DOSE.matcher(said).matches() ? null : Fault.INTEGER;
            case CODE -> fact.choices().codes().contains(said) ? null : Fault.CHOICE;
            case YES_NO -> Set.of(Inputs.YES, "no").contains(said) ? null : Fault.CHOICE;
        };
    }

    private static String kind(String field) {
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
        try {
            return isDay(text)
                    || YEAR.matcher(text).matches()
                    || (MONTH.matcher(text).matches() && YearMonth.parse(text).getYear() > 1900);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The levels a text names, such as {@code T8-T10, L1}; empty where it cannot be understood. */
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
        for (int place = 0; place < onFile.order().size(); place++) {
            if (onFile.order().get(place).toUpperCase(Locale.ROOT).equals(name.toUpperCase(Locale.ROOT))) {
                return place;
            }
        }
        return -1;
    }

    /** Every field as it was typed. */
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

    /** Levels by name; none where the field is empty. */
    List<String> levelsOf(String field) {
        return levels(of(field)).orElse(List.of());
    }

    LocalDate evaluated() {
        return LocalDate.parse(of(Inputs.EVALUATED));
    }

    /** Whether any field of a group, such as {@code course-0}, is edited. */
    boolean touches(String group) {
        return changed.stream().anyMatch(field -> field.startsWith(group + "-"));
    }

    /** Whether any field of a group says anything. */
    boolean says(String group) {
        return typed.entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(group + "-")
                        && !entry.getKey().endsWith("-counts")
                        && !entry.getValue().isEmpty());
    }
}
