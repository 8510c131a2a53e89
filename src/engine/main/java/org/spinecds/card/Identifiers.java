package org.spinecds.card;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * New identifiers in the order of time (UUID version 7, RFC 9562): the index of a journal takes them at its end, and not each
 * on another page.
 */
public final class Identifiers {

    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator(new SecureRandom());

    private Identifiers() {}

    /** One that was never given before. */
    public static UUID next() {
        return GENERATOR.generate();
    }
}
