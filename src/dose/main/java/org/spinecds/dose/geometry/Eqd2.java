package org.spinecds.dose.geometry;

/**
 * The dose in fractions of 2 Gy with the same effect, by the linear-quadratic model: {@code D (D / n + a/b) / (2 + a/b)}.
 *
 * @param fractions the number of fractions n
 * @param alphaBetaGy alpha/beta in Gy
 */
public record Eqd2(int fractions, double alphaBetaGy) {

    public Eqd2 {
        if (fractions < 1 || !(alphaBetaGy > 0)) {
            throw new IllegalArgumentException("EQD2 needs a fraction and a positive alpha/beta");
        }
    }

    /** Returns the EQD2 of a physical dose, both in Gy. */
    public double of(double gray) {
        return gray * (gray / fractions + alphaBetaGy) / (2 + alphaBetaGy);
    }
}
