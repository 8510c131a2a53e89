package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every comparison and threshold of the content is pinned: turned one at a time, some worked case fails. A flip no case
 * notices is listed in {@code src/test/resources/flips-without-a-case.csv} with the reason. That the listed ones are still
 * unnoticed takes minutes more and is asked for with {@code -Dflips.listed=true}.
 */
class FlipIT {

    @Test
    void everyComparisonAndThresholdIsNoticedByACase() {
        Map<String, String> noticedBy = Flips.noticedBy();

        assertThat(noticedBy).hasSizeGreaterThan(1000);
        assertThat(unnoticed(noticedBy)).isEmpty();
    }

    @Test
    void everyFlipListedIsOneAndHasItsReason() {
        Map<String, String> listed = Flips.listed();

        assertThat(Flips.places()).containsAll(listed.keySet());
        assertThat(listed.values()).allSatisfy(reason -> assertThat(reason).hasSizeGreaterThan(10));
    }

    @Test
    @EnabledIfSystemProperty(named = "flips.listed", matches = "true")
    void everyFlipListedIsStillUnnoticed() {
        Set<String> listed = Flips.listed().keySet();

        assertThat(unnoticed(Flips.workedOut(listed::contains))).isEqualTo(listed);
    }

    private static Set<String> unnoticed(Map<String, String> noticedBy) {
        return noticedBy.entrySet().stream()
                .filter(flip -> flip.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
