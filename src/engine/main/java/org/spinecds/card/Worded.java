package org.spinecds.card;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cards of an answer, and the faults that cost some of them their words.
 *
 * @param cards as they are shown
 * @param unworded each fault; empty where everything could be put into words
 */
public record Worded(List<Card> cards, List<Unworded> unworded) {

    public Worded {
        cards = List.copyOf(cards);
        unworded = List.copyOf(unworded);
    }

    /**
     * A card that is said in the plainest words, a suggestion that is left out, or a card that is not shown.
     *
     * @param part what is counted: a kind of card, or {@link CardRenderer#SUGGESTION}
     * @param card the kind of the card that it belongs to
     * @param why which template or phrase is at fault; never with patient data
     */
    public record Unworded(String part, String card, String why) {

        private static final String CODE_OF_THE_SERVICE = "org.spinecds.";

        static Unworded of(String part, String card, Throwable fault) {
            return new Unworded(part, card, why(fault));
        }

        /** The message of anything but our own fault may quote the record: its kind and place are told instead. */
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
