package org.spinecds.archive;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;
import java.util.TreeSet;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Finding;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Questions, plans and lines as JSON in the database. Equal ones have equal texts. */
final class KeptJson {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addModule(new SimpleModule().addSerializer(Set.class, new SortedSets()))
            .addMixIn(Finding.class, Findings.class)
            .addMixIn(Note.class, Notes.class)
            .build();

    private KeptJson() {}

    /** A set of the JDK has another order in each process. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static final class SortedSets extends StdSerializer<Set> {

        private SortedSets() {
            super(Set.class);
        }

        @Override
        public void serialize(Set set, JsonGenerator json, SerializationContext context) {
            json.writePOJO(new TreeSet<Object>(set).toArray());
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(DoseNumbers.class), @JsonSubTypes.Type(Unknown.class)})
    private interface Findings {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Flag.class, name = "flag"),
        @JsonSubTypes.Type(value = Reason.class, name = "reason")
    })
    private interface Notes {}
}
