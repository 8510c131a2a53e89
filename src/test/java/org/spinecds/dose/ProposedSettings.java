package org.spinecds.dose;

import java.nio.file.Path;
import org.spinecds.content.Content;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.organdose.DoseContent;

/** The settings of the content, as a site gets them. */
public final class ProposedSettings {

    private static final DoseContent CONTENT = DoseContent.of(Content.at(Path.of(".")));

    private ProposedSettings() {}

    public static DoseSettings all() {
        return CONTENT.settings();
    }

    /** Returns the settings with the sentences. */
    public static DoseContent content() {
        return CONTENT;
    }
}
