package org.spinecds.logic;

import ca.uhn.fhir.parser.DataFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.ValueSet;
import org.spinecds.SpineCdsProperties;
import org.spinecds.content.Content;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LogicConfiguration {

    @Bean
    KnowledgeBase knowledgeBase(Content content, ca.uhn.fhir.context.FhirContext fhir, SpineCdsProperties properties) {
        Map<String, String> libraries = new LinkedHashMap<>();
        content.list("cql/input/cql", ".cql")
                .forEach(path -> libraries.put(path.substring(path.lastIndexOf('/') + 1), content.text(path)));
        List<ValueSet> valueSets = content.list("cql/input/vocabulary/valueset", ".json").stream()
                .map(path -> valueSet(fhir, path, content.text(path)))
                .toList();
        return new KnowledgeBase(libraries, valueSets, properties.parameters());
    }

    private static ValueSet valueSet(ca.uhn.fhir.context.FhirContext fhir, String path, String text) {
        try {
            return fhir.newJsonParser().parseResource(ValueSet.class, text);
        } catch (DataFormatException e) {
            throw new ContentBroken(List.of(path + " is not a ValueSet: " + e.getMessage()));
        }
    }

    @Bean
    AssessmentLogic assessmentLogic(KnowledgeBase knowledge) {
        return new AssessmentLogic(knowledge);
    }
}
