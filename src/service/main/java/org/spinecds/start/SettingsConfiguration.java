package org.spinecds.start;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.function.Function;
import org.spinecds.archive.ArchiveSettings;
import org.spinecds.endpoint.CorsSettings;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.CardSettings;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.hook.HookSettings;
import org.spinecds.journal.JournalSettings;
import org.spinecds.security.OpenCallSettings;
import org.spinecds.security.SecuritySettings;
import org.spinecds.settings.FhirServerSettings;
import org.spinecds.worksheet.WorksheetSettings;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Gives each part of the service its own settings, so that none depends on the whole tree; and the reader of FHIR. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpineCdsProperties.class)
@Import(SettingsConfiguration.Parts.class)
class SettingsConfiguration {

    @Bean
    static Clock clock(SpineCdsProperties settings) {
        return Clock.system(settings.timeZone());
    }

    @Bean
    static FhirContext fhirContext() {
        return R4.context();
    }

    @Bean
    static FhirJson fhirJson(FhirContext context) {
        FhirJson json = new FhirJson(context);
        json.warmUp();
        return json;
    }

    /** A bean for each part of the tree. */
    static final class Parts implements BeanRegistrar {

        @Override
        public void register(BeanRegistry registry, Environment environment) {
            part(registry, FhirServerSettings.class, SpineCdsProperties::fhir);
            part(registry, ArchiveSettings.class, SpineCdsProperties::archive);
            part(registry, HookSettings.class, SpineCdsProperties::hooks);
            part(registry, CorsSettings.class, SpineCdsProperties::cors);
            part(registry, CardSettings.class, SpineCdsProperties::cards);
            part(registry, JournalSettings.class, SpineCdsProperties::journal);
            part(registry, WorksheetSettings.class, SpineCdsProperties::worksheet);
            part(registry, SecuritySettings.class, SpineCdsProperties::security);
            part(registry, ReloadSettings.class, SpineCdsProperties::reload);
            part(registry, OpenCallSettings.class, SpineCdsProperties::openCalls);
            part(registry, ContentSettings.class, SpineCdsProperties::contents);
        }

        private static <T> void part(BeanRegistry registry, Class<T> type, Function<SpineCdsProperties, T> part) {
            registry.registerBean(
                    type, spec -> spec.supplier(context -> part.apply(context.bean(SpineCdsProperties.class))));
        }
    }
}
