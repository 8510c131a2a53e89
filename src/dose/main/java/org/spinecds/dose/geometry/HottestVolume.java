package org.spinecds.dose.geometry;

import java.util.Arrays;

/** The samples of the hottest part of an organ. The others are forgotten, so memory stays small. */
final class HottestVolume {

    private double volume;
    private double[] doses = new double[1024];
    private double[] weights = new double[1024];
    private int size;
    private double held;
    private double maximum = -1;

    /**
     * Starts without samples.
     *
     * @param volume the volume to hold, in mm³
     */
    HottestVolume(double volume) {
        this.volume = volume;
    }

    /** Returns the dose that a sample must exceed to matter. */
    double threshold() {
        return held < volume * (1 - 1e-9) ? -1 : doses[0];
    }

    /** Adds a sample: its dose in Gy and its volume in mm³. */
    void add(double dose, double weight) {
        if (dose <= threshold()) {
            return;
        }
        if (size == doses.length) {
            doses = Arrays.copyOf(doses, 2 * size);
            weights = Arrays.copyOf(weights, 2 * size);
        }
        held += weight;
        rise(dose, weight);
        maximum = Math.max(maximum, dose);
        release();
    }

    /** Forgets the coldest samples; the last bits of a sum of small volumes do not count. */
    private void release() {
        while (size > 1 && held - weights[0] >= volume * (1 - 1e-9)) {
            held -= weights[0];
            removeColdest();
        }
    }

    /** Places a sample in the heap, in which each sample is colder than the two below it. */
    private void rise(double dose, double weight) {
        int place = size++;
        while (place > 0 && doses[(place - 1) / 2] > dose) {
            doses[place] = doses[(place - 1) / 2];
            weights[place] = weights[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        doses[place] = dose;
        weights[place] = weight;
    }

    private void removeColdest() {
        size--;
        double dose = doses[size];
        double weight = weights[size];
        int place = 0;
        while (2 * place + 1 < size) {
            int below = 2 * place + 1;
            if (below + 1 < size && doses[below + 1] < doses[below]) {
                below++;
            }
            if (doses[below] >= dose) {
                break;
            }
            doses[place] = doses[below];
            weights[place] = weights[below];
            place = below;
        }
        doses[place] = dose;
        weights[place] = weight;
    }

    /** Returns the highest dose; -1 without samples. */
    double maximum() {
        return maximum;
    }

    /** Returns the dose that the held volume reaches; the lowest of all where there is less. */
    double coldest() {
        return doses[0];
    }

    /** Holds a smaller volume from now on, in mm³. */
    void shrink(double smaller) {
        volume = smaller;
        release();
    }
}
