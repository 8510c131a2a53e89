package org.spinecds.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The patient that a resource belongs to, by the header of its line. */
final class Owner {

    /** A reference to a patient by id: relative, absolute, of a version, or the id alone. */
    private static final Pattern BY_ID =
            Pattern.compile("(?:(?:https?://[^?#]+/)?Patient/)?([A-Za-z0-9.-]{1,255})(?:/_history/[^/]+)?");

    private Owner() {}

    /** The id of the patient; null where the resource has no id, or names no patient by id. */
    static @Nullable String of(HeaderScan header) {
        String id = header.id();
        return id == null || !isId(id, 0) ? null : named(header);
    }

    /** The id of the patient that a line names, as far as its header could be read; null where it names none by id. */
    static @Nullable String named(HeaderScan header) {
        if ("Patient".equals(header.type())) {
            String id = header.id();
            return id == null || !isId(id, 0) ? null : id;
        }
        String subject = header.subject();
        return subject == null ? null : patient(subject);
    }

    /** The id of the patient that a reference names; null where it is another. */
    static @Nullable String patient(String subject) {
        // The common form needs no pattern.
        if (subject.startsWith("Patient/") && isId(subject, "Patient/".length())) {
            return subject.substring("Patient/".length());
        }
        Matcher reference = BY_ID.matcher(subject);
        return reference.matches() ? reference.group(1) : null;
    }

    private static boolean isId(String text, int from) {
        for (int place = from; place < text.length(); place++) {
            char sign = text.charAt(place);
            boolean isAllowed = (sign >= 'a' && sign <= 'z')
                    || (sign >= 'A' && sign <= 'Z')
                    || (sign >= '0' && sign <= '9')
                    || sign == '-'
                    || sign == '.';
            if (!isAllowed) {
                return false;
            }
        }
        return from < text.length() && text.length() - from <= 255;
    }
}
