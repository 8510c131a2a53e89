package org.spinecds.patientdata;

/** One query was not answered, or not in a way that can be relied on. The message is a reason in a few words. */
final class ReadFailed extends Exception {

    ReadFailed(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
