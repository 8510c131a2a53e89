package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.guideline.ReloadSettings;
import org.springframework.context.annotation.DependsOn;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The active content of all instances on a database: the newest row of its history. An activation adds a row; every
 * instance, including the one that added it, follows the newest. It reads the content after the watch of the folders has
 * begun, so that no change in between is lost.
 */
@DependsOn("folderWatch")
public final class Acceptance {

    private static final Logger log = LoggerFactory.getLogger(Acceptance.class);

    /** The rows considered for a rollback. */
    static final int HISTORY = 200;

    private final AcceptedContents contents;
    private final Judge judge;
    private final GuidelineSource source;
    private final FhirContext fhir;
    private final Clock clock;
    private final ActiveGuideline active;
    private final FirstContent.Begin begin;
    private final int versions;

    private volatile InForce inForce;
    private volatile List<Workbench.Version> kept;
    private volatile String fault = "";
    private long seen;
    private boolean isCutOff;

    /**
     * Starts with the configured content, if accepted; else with the last accepted content.
     *
     * @throws ContentRefused when it is refused, and none was accepted before
     * @throws RuntimeException as {@link GuidelineSource#load}, likewise
     */
    Acceptance(
            AcceptedContents contents,
            Judge judge,
            GuidelineSource source,
            FhirContext fhir,
            Clock clock,
            ReloadSettings settings) {
        this.contents = contents;
        this.judge = judge;
        this.source = source;
        this.fhir = fhir;
        this.clock = clock;
        this.versions = settings.versions();
        this.begin = new FirstContent(contents, judge, source, fhir, clock).begin();
        this.active = new ActiveGuideline(begin.guideline(), versions, clock);
        this.inForce = begin.inForce();
        this.seen = inForce.number();
        this.kept = versions(contents.history(HISTORY));
    }

    ActiveGuideline active() {
        return active;
    }

    /** The first content of this start. */
    FirstContent.Begin begin() {
        return begin;
    }

    /** The history row of the content used here. */
    InForce inForce() {
        return inForce;
    }

    /** The reason why this instance does not use the active content of the others; empty if it does. */
    String fault() {
        return fault;
    }

    /** The active version first, then earlier ones available for rollback. */
    List<Workbench.Version> kept() {
        return kept;
    }

    /** Each version once, by its newest row; the one used here comes first, even if it is not the newest. */
    private List<Workbench.Version> versions(List<InForce> history) {
        Map<String, Workbench.Version> byVersion = new LinkedHashMap<>();
        byVersion.put(inForce.version(), new Workbench.Version(inForce.version(), inForce.since()));
        history.forEach(row -> byVersion.putIfAbsent(row.version(), new Workbench.Version(row.version(), row.since())));
        return byVersion.values().stream().limit(versions).toList();
    }

    /** Versions withdrawn by a rollback with no acceptance since. */
    static Set<String> withdrawn(List<InForce> history) {
        Set<String> versions = new HashSet<>();
        for (InForce row : history) {
            if (!versions.isEmpty() || row.how() == InForce.How.ROLLED_BACK) {
                versions.add(row.version());
            }
            if (row.how() != InForce.How.ROLLED_BACK) {
                break;
            }
        }
        if (!versions.isEmpty()) {
            versions.remove(history.get(0).version());
        }
        return versions;
    }

    /**
     * The objection to activating a content now, apart from its cases; empty without one.
     *
     * @param since the newest number of the history when the content was read
     */
    Optional<String> objection(Guideline fresh, long since) {
        List<InForce> history = contents.history(HISTORY);
        if (withdrawn(history).contains(fresh.version())) {
            return Optional.of("Version " + fresh.version()
                    + " was rolled back by " + history.get(0).by()
                    + ". It comes into force again by name (rollback), or with another change.");
        }
        return history.stream()
                .filter(row -> row.number() > since && row.how() == InForce.How.ROLLED_BACK)
                .findFirst()
                .map(row -> "While it was being tried, " + row.by() + " took version " + row.version()
                        + " into force again. Touch a file to have it taken into force after all.");
    }

    /** The number of the newest row of the history. */
    long number() {
        return contents.newestNumber();
    }

    /** Whether a content, with its cases, is the one used here. */
    boolean isInForce(Guideline fresh) {
        return inForce.digest().equals(fresh.digest());
    }

    /**
     * Activates a content that has passed, on all instances.
     *
     * @param since as for {@link #objection}
     * @return the objection; empty if it is active
     */
    Optional<String> accept(Guideline fresh, long since) {
        String digest = fresh.digest();
        while (true) {
            Optional<InForce> newest = contents.newest();
            if (newest.isPresent() && newest.get().digest().equals(digest)) {
                follow(fresh);
                return Optional.empty();
            }
            Optional<String> objection = objection(fresh, since);
            if (objection.isPresent()) {
                return objection;
            }
            if (append(newest, fresh, InForce.How.ACCEPTED, "its cases", "", List.of())) {
                return Optional.empty();
            }
        }
    }

    /**
     * Activates an earlier version again, on all instances.
     *
     * @param version or its beginning; empty means the previous one
     * @param by the administrator
     * @throws VersionUnknown when no such version is stored
     */
    public void rollBack(String version, String by) {
        Optional<InForce> newest = contents.newest();
        String current = newest.map(InForce::version).orElse(inForce.version());
        InForce earlier = contents.history(HISTORY).stream()
                .filter(row -> !row.version().equals(current))
                .filter(row -> row.version().startsWith(version))
                .filter(row -> contents.isKept(row.digest()))
                .findFirst()
                .orElseThrow(VersionUnknown::new);
        Guideline guideline = load(earlier.digest());
        while (!append(newest, guideline, InForce.How.ROLLED_BACK, by, "", earlier.failing())) {
            newest = contents.newest();
            if (newest.isPresent() && newest.get().digest().equals(earlier.digest())) {
                break;
            }
        }
        log.warn("Content {} is in force again, by {}.", earlier.version(), by);
    }

    /**
     * Activates a refused content, on all instances.
     *
     * @throws VersionUnknown when it is no longer stored
     */
    void override(Workbench.Refused refused, String by, String reason) {
        Guideline guideline = load(refused.digest());
        while (!append(contents.newest(), guideline, InForce.How.OVERRIDDEN, by, reason, refused.failing())) {
            log.debug("Another instance was first; what it did is read again.");
        }
        log.warn(
                "Content {} is in force although cases fail, by {}: {}. The cases: {}",
                refused.version(),
                by,
                reason,
                String.join(", ", refused.failing()));
    }

    private boolean append(
            Optional<InForce> newest,
            Guideline guideline,
            InForce.How how,
            String by,
            String reason,
            List<String> failing) {
        InForce next = new InForce(
                newest.map(InForce::number).orElse(0L) + 1,
                guideline.digest(),
                guideline.version(),
                judge.build(),
                how,
                clock.instant(),
                by,
                reason,
                failing);
        boolean isFirst = contents.append(next, guideline);
        follow(guideline);
        return isFirst;
    }

    private Guideline load(String digest) {
        return active.kept().stream()
                .map(ActiveGuideline.Kept::guideline)
                .filter(guideline -> guideline.digest().equals(digest))
                .findFirst()
                .or(() -> contents.load(digest, source, active.current(), fhir))
                .orElseThrow(VersionUnknown::new);
    }

    /** Reads the active content of all instances, and uses it from now on. */
    @Scheduled(fixedDelay = 1000)
    void look() {
        try {
            follow(null);
            isCutOff = false;
        } catch (DataAccessException e) {
            if (!isCutOff) {
                log.error(
                        "The database does not say which content is in force: {}",
                        e.getClass().getName());
            }
            isCutOff = true;
        }
    }

    private synchronized void follow(@Nullable Guideline atHand) {
        if (contents.newestNumber() <= seen) {
            return;
        }
        InForce newest = contents.newest().orElseThrow();
        try {
            if (!newest.digest().equals(inForce.digest())) {
                Guideline next =
                        atHand != null && atHand.digest().equals(newest.digest()) ? atHand : load(newest.digest());
                active.activate(next);
                log.info("Content {} is in force ({}, {}).", newest.version(), newest.how(), newest.by());
            }
            inForce = newest;
            fault = "";
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            fault = "Version " + newest.version() + " is in force on other instances and cannot be used by this one: "
                    + (Judge.saysWhatIsWrong(e) ? e.getMessage() : e.getClass().getName());
            log.error(fault);
        }
        seen = newest.number();
        kept = versions(contents.history(HISTORY));
    }
}
