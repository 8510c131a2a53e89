package org.spinecds.card;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cards of an answer, with the faults in their words.
 *
 * @param cards as they are shown
 * @param unworded the faults; empty where everything could be worded
 */
public record Worded(List<Card> cards, List<Unworded> unworded) {

    public Worded {
        cards = List.copyOf(cards);
        unworded = List.copyOf(unworded);
    }

    /**
     * A card in plain words, a suggestion that is left out, or a card that is not shown.
     *
     * @param part the name that is counted: a kind of card, or {@link CardRenderer#SUGGESTION}
     * @param card the kind of the card that it belongs to
     * @param why the template or phrase at fault, without patient data
     */
    public record Unworded(String part, String card, String why) {

        private static final String CODE_OF_THE_SERVICE = "org.spinecds.";

        static Unworded of(String part, String card, Throwable fault) {
            return new Unworded(part, card, why(fault));
        }

        /**
         * The message of a {@link WordingBroken}; of any other fault only the class and the place, since its message
         * may quote the record.
         */
        private static String why(Throwable fault) {
            if (fault instanceof WordingBroken broken) {
                return String.valueOf(broken.getMessage());
            }
            StackTraceElement place = place(fault);
            return fault.getClass().getName() + (place == null ? "" : " at " + place);
        }

        private static @Nullable StackTraceElement place(Throwable fault) {
            for (StackTraceElement frame : fault.getStackTrace()) {
                if (frame.getClassName().startsWith(CODE_OF_THE_SERVICE)) {
                    return frame;
                }
            }
            return null;
        }
    }
}
