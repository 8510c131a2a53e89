package org.spinecds.fhir;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Ignores unknown elements, and refuses values that cannot be read. Its messages quote none of the resource. */
final class WrongValuesAreRefused extends ErrorHandlerAdapter {

    @Override
    public void invalidValue(@Nullable IParseLocation location, @Nullable String value, @Nullable String error) {
        if (value != null && !value.isBlank()) {
            throw new DataFormatException("A value is not of its element's type.");
        }
    }

    @Override
    public void unexpectedRepeatingElement(@Nullable IParseLocation location, @Nullable String elementName) {
        throw new DataFormatException("An element repeats that may occur only once.");
    }
}
