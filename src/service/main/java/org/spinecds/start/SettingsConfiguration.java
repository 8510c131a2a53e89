package org.spinecds.start;

import java.time.Clock;
import org.spinecds.archive.ArchiveSettings;
import org.spinecds.endpoint.CorsSettings;
import org.spinecds.guideline.CardSettings;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.hook.HookSettings;
import org.spinecds.journal.JournalSettings;
import org.spinecds.security.OpenCallSettings;
import org.spinecds.security.SecuritySettings;
import org.spinecds.settings.FhirServerSettings;
import org.spinecds.worksheet.WorksheetSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives each part of the service its own settings, so that none depends on the whole tree. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpineCdsProperties.class)
class SettingsConfiguration {

    private final SpineCdsProperties settings;

    SettingsConfiguration(SpineCdsProperties settings) {
        this.settings = settings;
    }

    @Bean
    Clock clock() {
        return Clock.system(settings.timeZone());
    }

    @Bean
    FhirServerSettings fhirServerSettings() {
        return settings.fhir();
    }

    @Bean
    ArchiveSettings archiveSettings() {
        return settings.archive();
    }

    @Bean
    HookSettings hookSettings() {
        return settings.hooks();
    }

    @Bean
    CorsSettings corsSettings() {
        return settings.cors();
    }

    @Bean
    CardSettings cardSettings() {
        return settings.cards();
    }

    @Bean
    JournalSettings journalSettings() {
        return settings.journal();
    }

    @Bean
    WorksheetSettings worksheetSettings() {
        return settings.worksheet();
    }

    @Bean
    SecuritySettings securitySettings() {
        return settings.security();
    }

    @Bean
    OpenCallSettings openCallSettings() {
        return new OpenCallSettings(
                settings.explain(),
                settings.cards().ratingExtension(),
                settings.worksheet().smart(),
                settings.worksheet().smartOrigins());
    }

    @Bean
    ReloadSettings reloadSettings() {
        return settings.reload();
    }

    @Bean
    ContentSettings contentSettings() {
        return new ContentSettings(
                settings.content(),
                settings.overlay(),
                settings.localCodes(),
                settings.parameters(),
                settings.signOff(),
                settings.evaluator(),
                settings.candidate());
    }
}
