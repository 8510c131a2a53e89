package org.spinecds.archive;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The archive of DICOM RT, and the limits of reading it.
 *
 * @param base base URL of its DICOMweb services, https or on this machine; null means no archive
 * @param headers headers of each request, such as Authorization; secret
 * @param patients the identifiers of patients that the archive knows, by a name
 * @param budget the time of a call for the doses that are kept
 * @param deadline the time for all objects of a patient and their doses
 * @param connectTimeout for one connection
 * @param maxObject size of one object
 * @param maxStructureSet size of one structure set
 * @param maxPatient size of all objects of a patient
 * @param maxSeries series of a patient
 * @param refresh the age from which a call has the archive searched again
 * @param retention of doses that no call asked about
 * @param folder a folder for the objects while they are read; null means that of the system
 */
public record ArchiveSettings(
        @Nullable URI base,
        @DefaultValue Map<String, String> headers,
        @DefaultValue Map<String, IdentifierSettings> patients,
        @DefaultValue("20ms") Duration budget,
        @DefaultValue("60s") Duration deadline,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("512MB") DataSize maxObject,
        @DefaultValue("64MB") DataSize maxStructureSet,
        @DefaultValue("1900MB") DataSize maxPatient,
        @DefaultValue("200") int maxSeries,
        @DefaultValue("1h") Duration refresh,
        @DefaultValue("365d") Duration retention,
        @Nullable Path folder) {

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Set<String> OF_THE_CLIENT =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "accept", "accept-encoding");

    /**
     * An identifier of patients.
     *
     * @param system its system in FHIR
     * @param issuer its IssuerOfPatientID in the archive; null where the archive has none or several
     */
    public record IdentifierSettings(@DefaultValue("") String system, @Nullable String issuer) {}

    public ArchiveSettings {
        headers = Map.copyOf(headers);
        patients = Map.copyOf(patients);
        Positive.required(budget, "spinecds.archive.budget");
        Positive.required(deadline, "spinecds.archive.deadline");
        Positive.required(connectTimeout, "spinecds.archive.connect-timeout");
        Positive.required(maxObject, "spinecds.archive.max-object");
        Positive.required(maxStructureSet, "spinecds.archive.max-structure-set");
        Positive.required(maxPatient, "spinecds.archive.max-patient");
        Positive.required(refresh, "spinecds.archive.refresh");
        Positive.required(retention, "spinecds.archive.retention");
        if (maxSeries < 1) {
            throw new IllegalArgumentException("spinecds.archive.max-series must be at least 1.");
        }
        if (base != null) {
            check(base);
            if (patients.isEmpty()
                    || patients.values().stream().anyMatch(one -> one.system().isBlank())) {
                throw new IllegalArgumentException("spinecds.archive.patients names no identifier that the archive"
                        + " knows. Set spinecds.archive.patients.<name>.system to the system of it in FHIR.");
            }
        }
        for (String name : headers.keySet()) {
            if (!HEADER.matcher(name).matches() || OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "spinecds.archive.headers names " + name + ", which is no header that can be set.");
            }
        }
    }

    private static void check(URI base) {
        String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(base.getHost()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https") || (scheme.equals("http") && THIS_MACHINE.contains(host));
        if (!secure || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "spinecds.archive.base must be an https address, or http on this machine.");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "spinecds.archive.base must be an address alone; credentials belong into spinecds.archive.headers.");
        }
    }

    /** Without headers, which are secret. */
    @Override
    public String toString() {
        return "ArchiveSettings[base=" + base + "]";
    }
}
