package org.spinecds.archive;

/**
 * A form of the worklist, as it was sent.
 *
 * @param act accept, refuse, withdraw or pair
 * @param patient the name of the patient in the store
 * @param subject hash of the region of the dose, or of the object that is paired
 * @param place the number of decisions about the subject that the form was made with
 * @param numbers hash of the numbers that the form was made with; empty for a pairing
 * @param reason of a refusal or a withdrawal
 * @param rtplan the plan that a dose is paired with
 * @param rtstruct the structure set that a dose is paired with; empty for that of the plan
 * @param course the reference of the course that a plan is paired with
 * @param token proves that a page of this service sent the form
 */
public record DoseForm(
        String act,
        String patient,
        String subject,
        int place,
        String numbers,
        String reason,
        String rtplan,
        String rtstruct,
        String course,
        String token) {

    /** Holds no data of the patient, so that a log does not. */
    @Override
    public String toString() {
        return "DoseForm[" + act + "]";
    }
}
