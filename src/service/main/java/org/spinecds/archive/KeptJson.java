package org.spinecds.archive;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Finding;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Questions, plans and lines as JSON in the database. Equal ones have equal texts. */
final class KeptJson {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addModule(new SimpleModule()
                    .addSerializer(Set.class, new SortedSets())
                    .addDeserializer(Note.class, new Notes()))
            .addMixIn(Finding.class, Findings.class)
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

    /** A note is its code; no reason has the code of a flag. */
    private static final class Notes extends StdDeserializer<Note> {

        private Notes() {
            super(Note.class);
        }

        @Override
        public Note deserialize(JsonParser json, DeserializationContext context) {
            String code = json.getString();
            return Stream.<Note>concat(Stream.of(Flag.values()), Stream.of(Reason.values()))
                    .filter(note -> note.name().equals(code))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
