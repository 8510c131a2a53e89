package org.spinecds.dose.setting;

import org.jspecify.annotations.Nullable;

/**
 * All thresholds. The content has their values, which a physicist may change.
 *
 * @param limits the size of the objects that are read
 * @param sampling the steps of the sampling
 * @param checks the thresholds of the checks
 * @param matching the thresholds of a plan and its course
 * @param names the names of organs
 * @param alphaBetaGy alpha/beta of the organ in Gy, which comes from the rules; null without EQD2
 */
public record DoseSettings(
        Limits limits,
        Sampling sampling,
        Checks checks,
        Matching matching,
        OrganNames names,
        @Nullable Double alphaBetaGy) {

    /** Returns these settings with an alpha/beta in Gy. */
    public DoseSettings withAlphaBeta(double gray) {
        return new DoseSettings(limits, sampling, checks, matching, names, gray);
    }

    /** Returns these settings with other names of organs. */
    public DoseSettings withNames(OrganNames others) {
        return new DoseSettings(limits, sampling, checks, matching, others, alphaBetaGy);
    }

    /** Returns these settings with other thresholds. */
    public DoseSettings withChecks(Checks others) {
        return new DoseSettings(limits, sampling, others, matching, names, alphaBetaGy);
    }

    /** Returns these settings with other limits. */
    public DoseSettings withLimits(Limits others) {
        return new DoseSettings(others, sampling, checks, matching, names, alphaBetaGy);
    }

    /**
     * Limits of the objects that are read. An object beyond one is unreadable.
     *
     * @param objectBytes the size of an object, inflated
     * @param structureSetBytes the size of a structure set
     * @param depth sequences within sequences
     * @param points points of the contours that are used
     * @param items items and values kept of an object
     * @param files files of a folder
     * @param seconds the time for one dose and its organs
     */
    public record Limits(
            long objectBytes, long structureSetBytes, int depth, int points, int items, int files, int seconds) {}

    /**
     * Steps of the sampling.
     *
     * @param coarseMm the edge of a cell
     * @param fine samples along the edge of a cell in the hot part
     * @param endCapMm the longest end of an organ beyond its first and last plane
     * @param cells the most cells of an organ; a larger organ gets larger cells
     */
    public record Sampling(double coarseMm, int fine, double endCapMm, int cells) {}

    /**
     * Thresholds of the checks.
     *
     * @param planeMm contours closer than this lie in one plane
     * @param obliqueMm the most that points of one contour differ along the patient's axis
     * @param gapRatio a distance of planes over this times the usual one is a gap
     * @param nearRatio a distance of planes under this times the usual one may be one plane that was rounded apart
     * @param farthestPlanesMm a distance of planes over this is a gap, however usual it is
     * @param emptyRatio area of a plane over that of planes on both sides, below which the plane is a gap
     * @param sameRingRatio of two nested rings with areas closer than this ratio, the inner one is no hole but a copy
     * @param borderRatio dose at the border of the grid over that of the organ's maximum, from which the grid is too small
     * @param cutRatio dose at the organ's first or last plane over its D0.03cc, above which the contour is cut
     * @param flaggedSpacingMm voxels wider than this are flagged
     * @param refusedSpacingMm voxels wider than this give no number
     * @param lowestMaximum the lowest plausible maximum of the grid, over the prescription
     * @param highestMaximum the highest plausible maximum of the grid, over the prescription
     * @param maximumGy the highest plausible dose
     * @param approvalAsked a plan that is not approved gives no number
     * @param metersetTolerance the share of a beam that may be missing from a whole fraction
     * @param levelMarginMm the zone of a level reaches this far beyond midway to its neighbours
     * @param heightRatio the most that heights of vertebral bodies differ
     * @param meetMm two sacs meet when their axes are closer than this
     */
    public record Checks(
            double planeMm,
            double obliqueMm,
            double gapRatio,
            double nearRatio,
            double farthestPlanesMm,
            double emptyRatio,
            double sameRingRatio,
            double borderRatio,
            double cutRatio,
            double flaggedSpacingMm,
            double refusedSpacingMm,
            double lowestMaximum,
            double highestMaximum,
            double maximumGy,
            boolean approvalAsked,
            double metersetTolerance,
            double levelMarginMm,
            double heightRatio,
            double meetMm) {}

    /**
     * Thresholds of the agreement of a plan with a course of the record.
     *
     * @param doseShare the most that their doses differ, over that of the course
     * @param plannedBeforeDays a plan without treatment records is at most this much older than the start of its course
     * @param aroundDays the days of treatment records lie at most this far outside the course
     * @param recordDays treatment records are all in the archive this long after the end of a course
     */
    public record Matching(double doseShare, int plannedBeforeDays, int aroundDays, int recordDays) {}
}
