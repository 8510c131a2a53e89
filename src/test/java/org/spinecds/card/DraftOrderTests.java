package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A clinician's draft keeps all that was in it when something is added (CDS Hooks 2.0.1, Action). */
class DraftOrderTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void nothingOfTheOrderIsLost() {
        String order =
                "{'resourceType':'ServiceRequest','id':'o','meta':{'versionId':'7'},'contained':[{'resourceType':"
                        + "'Practitioner','id':'in'}],'extension':[{'url':'http://ehr.example.org/x','valueDecimal':30.00}],"
                        + "'_status':{'extension':[{'url':'http://ehr.example.org/y','valueString':'z'}]},'status':'draft',"
                        + "'unheardOf':{'deep':[1,null,{'er':'x'}]},'note':[{'text':'theirs'}]}";

        ObjectNode changed = DraftOrder.with(json(order), json("{'note':[{'text':'ours'}]}"));

        assertThat(changed.toString())
                .isEqualTo(order.replace("[{'text':'theirs'}]", "[{'text':'theirs'},{'text':'ours'}]")
                        .replace('\'', '"'));
    }

    @Test
    void theOrderThatWasSentStaysAsItIs() {
        ObjectNode order = json("{'id':'o','reasonCode':[]}");

        DraftOrder.with(order, json("{'reasonCode':[{'text':'why'}]}"));

        assertThat(order).isEqualTo(json("{'id':'o','reasonCode':[]}"));
    }

    @Test
    void whatIsThereIsNotAddedAgain() {
        ObjectNode order =
                json("{'reasonReference':[{'reference':'Condition/met','display':'theirs'}],'extension':[{'url':"
                        + "'http://fhir.org/argonaut/Extension/pama-rating','valueCodeableConcept':{'text':'theirs'}}],"
                        + "'note':[{'text':'same'}]}");

        assertThat(DraftOrder.with(
                        order,
                        json("{'reasonReference':[{'reference':'Condition/met'}],'extension':[{'url':"
                                + "'http://fhir.org/argonaut/Extension/pama-rating','valueCodeableConcept':{'text':"
                                + "'ours'}}],'note':[{'text':'same'}]}")))
                .isEqualTo(order);
    }

    /** The public sandbox before a code or a reason is chosen. */
    @Test
    void emptyElementsAreNotAnswered() {
        ObjectNode changed = DraftOrder.with(
                json("{'id':'o','code':{'coding':[{}]},'subject':null,'reasonCode':[{'coding':[{'system':"
                        + "'http://snomed.info/sct'}]}],'patientInstruction':''}"),
                json("{'reasonCode':[{'text':'why'}]}"));

        assertThat(changed).isEqualTo(json("{'id':'o','reasonCode':[{'text':'why'}]}"));
    }

    @Test
    void anOrderIsFoundByTypeAndId() {
        ObjectNode order = json("{'resourceType':'ServiceRequest','id':'o'}");
        List<ObjectNode> drafts =
                List.of(json("{'resourceType':'MedicationRequest','id':'o'}"), json("{'id':'o'}"), order);

        assertThat(DraftOrder.named("o", drafts)).isSameAs(order);
        assertThat(DraftOrder.named("p", drafts)).isNull();
        assertThat(DraftOrder.named(null, drafts)).isNull();
    }
}
