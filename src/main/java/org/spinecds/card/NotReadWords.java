package org.spinecds.card;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/** What is on file and not read, in words: {@code {send}} is filled in with how the record says it in a way that is read. */
final class NotReadWords {

    /** What is on file may be a whole report; its beginning is enough to find it. */
    private static final int LONGEST = 60;

    private final Assessment assessment;
    private final Phrases phrases;

    NotReadWords(Assessment assessment, Phrases phrases) {
        this.assessment = assessment;
        this.phrases = phrases;
    }

    List<Map<String, String>> all() {
        return words(assessment.notRead());
    }

    private List<Map<String, String>> words(List<Assessment.NotRead> unreadable) {
        return unreadable.stream()
                .map(unread -> Map.of(
                        "name", phrases.of("fact", unread.fact()),
                        "resource", unread.resource(),
                        "element", unread.element(),
                        "found", isChild() ? "" : shortened(unread.found()),
                        "why", phrases.of("notRead", unread.fault()),
                        "mend",
                                phrases.of("notReadMend", unread.fault())
                                        .replace("{send}", phrases.of("send", unread.fact()))))
                .toList();
    }

    /** A child's card holds no dose, whatever words somebody has put into a value (invariant 7). */
    private boolean isChild() {
        Assessment.Scope scope = assessment.scope();
        return scope != null && scope.under18();
    }

    private static String shortened(@Nullable String found) {
        if (found == null || found.codePointCount(0, found.length()) <= LONGEST) {
            return found == null ? "" : found.strip();
        }
        return found.substring(0, found.offsetByCodePoints(0, LONGEST)).strip() + "…";
    }
}
