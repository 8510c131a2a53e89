package org.spinecds.dose.pairing;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Registration;
import org.spinecds.dose.finding.RegistrationDoubt;
import org.spinecds.dose.geometry.OrganShape;
import org.spinecds.dose.geometry.Rigid;
import org.spinecds.dose.geometry.Vector;

/**
 * The movement from one frame of reference into another. Vendors write matrices in both directions, so the direction is
 * tested: the organs of both frames must meet in one direction and not in the other.
 *
 * @param movement from the first frame into the second; null where there is a doubt
 * @param doubt the reason against it, or null
 */
public record Registered(@Nullable Rigid movement, @Nullable RegistrationDoubt doubt) {

    /** An organ and the UID of its frame of reference. */
    public record Placed(String frame, OrganShape organ) {}

    /** Finds the movement; nothing where no registration joins the frames. */
    public static Optional<Registered> of(
            List<Registration> registrations, Placed first, Placed second, double meetMm) {
        List<Registration> joining = registrations.stream()
                .filter(one -> joins(one, first.frame()) && joins(one, second.frame()))
                .toList();
        if (joining.isEmpty()) {
            return Optional.empty();
        }
        if (joining.size() > 1) {
            return doubt(RegistrationDoubt.SEVERAL_MATRICES);
        }
        List<Registration.Matrix> ofFirst = matrices(joining.get(0), first.frame());
        List<Registration.Matrix> ofSecond = matrices(joining.get(0), second.frame());
        if (ofFirst.size() > 1 || ofSecond.size() > 1) {
            return doubt(RegistrationDoubt.SEVERAL_MATRICES);
        }
        Optional<Rigid> one = rigid(ofFirst);
        Optional<Rigid> other = rigid(ofSecond);
        if (one.isEmpty() || other.isEmpty()) {
            return doubt(RegistrationDoubt.NOT_RIGID);
        }
        Rigid asWritten = other.get().inverse().after(one.get());
        Rigid reversed = other.get().after(one.get().inverse());
        boolean meet = distance(first.organ(), second.organ(), asWritten) <= meetMm;
        boolean meetReversed = distance(first.organ(), second.organ(), reversed) <= meetMm;
        if (meet == meetReversed) {
            return doubt(meet ? RegistrationDoubt.DIRECTION_UNKNOWN : RegistrationDoubt.SACS_APART);
        }
        return Optional.of(new Registered(meet ? asWritten : reversed, null));
    }

    private static Optional<Registered> doubt(RegistrationDoubt doubt) {
        return Optional.of(new Registered(null, doubt));
    }

    private static boolean joins(Registration registration, String frame) {
        return registration.frame().equals(frame)
                || registration.parts().stream().anyMatch(part -> part.frame().equals(frame));
    }

    private static List<Registration.Matrix> matrices(Registration registration, String frame) {
        return registration.parts().stream()
                .filter(part -> part.frame().equals(frame))
                .flatMap(part -> part.matrices().stream())
                .toList();
    }

    /** The registered frame itself may have no matrix: it stays in its place. */
    private static Optional<Rigid> rigid(List<Registration.Matrix> matrices) {
        if (matrices.isEmpty()) {
            return Optional.of(
                    new Rigid(new Vector(1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1), new Vector(0, 0, 0)));
        }
        Registration.Matrix matrix = matrices.get(0);
        return matrix.type().equals("RIGID") ? Rigid.of(matrix.values()) : Optional.empty();
    }

    /** Returns the usual distance of the axes of both organs in mm. The shorter organ counts. */
    private static double distance(OrganShape first, OrganShape second, Rigid movement) {
        List<Vector> moved = first.axis().stream().map(movement::of).toList();
        return Math.min(median(moved, second.axis()), median(second.axis(), moved));
    }

    private static double median(List<Vector> points, List<Vector> axis) {
        List<Double> distances = points.stream()
                .map(point -> distance(point, axis))
                .sorted(Collections.reverseOrder().reversed())
                .toList();
        return distances.get(distances.size() / 2);
    }

    private static double distance(Vector point, List<Vector> axis) {
        return Stream.iterate(0, at -> at < axis.size(), at -> at + 1)
                .mapToDouble(at -> distance(point, axis.get(at), axis.get(Math.min(at + 1, axis.size() - 1))))
                .min()
                .orElseThrow();
    }

    private static double distance(Vector point, Vector from, Vector to) {
        Vector along = to.minus(from);
        double length = along.dot(along);
        double share =
                length == 0 ? 0 : Math.max(0, Math.min(1, point.minus(from).dot(along) / length));
        return point.minus(from.plus(along.times(share))).length();
    }
}
