package org.spinecds.card;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes identifiers in the order of time (UUID version 7, RFC 9562). The index of the journal then grows at its end
 * only, instead of on a random page for each row.
 */
public final class Identifiers {

    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator(new SecureRandom());

    private Identifiers() {}

    /** A new identifier. */
    public static UUID next() {
        return GENERATOR.generate();
    }
}
