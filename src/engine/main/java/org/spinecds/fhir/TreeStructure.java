package org.spinecds.fhir;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.json.BaseJsonLikeArray;
import ca.uhn.fhir.parser.json.BaseJsonLikeObject;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue;
import ca.uhn.fhir.parser.json.BaseJsonLikeWriter;
import ca.uhn.fhir.parser.json.JsonLikeStructure;
import java.io.Reader;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lets HAPI's parser read a tree of Jackson 3, so that JSON is read once. HAPI itself reads only trees of Jackson 2.
 */
record TreeStructure(JsonNode root) implements JsonLikeStructure {

    private static final String EXTENDED_PRIMITIVE = "_";
    private static final int MOST_DIGITS = 1000;

    @Override
    public BaseJsonLikeObject getRootObject() {
        if (!root.isObject()) {
            throw new DataFormatException("A resource is a JSON object.");
        }
        return new OfObject(root);
    }

    @Override
    public JsonLikeStructure getInstance() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void load(Reader reader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void load(Reader reader, boolean allowArray) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BaseJsonLikeWriter getJsonLikeWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BaseJsonLikeWriter getJsonLikeWriter(Writer writer) {
        throw new UnsupportedOperationException();
    }

    private static @Nullable BaseJsonLikeValue value(@Nullable JsonNode node) {
        return node == null ? null : new OfAny(node);
    }

    /**
     * An object. For each member the parser asks for the name that the iterator just gave, and for the same name with
     * an underscore, which hardly any object has. Neither is looked up.
     */
    private static final class OfObject extends BaseJsonLikeObject {

        private final JsonNode object;
        private final boolean hasExtendedPrimitives;
        private Map.@Nullable Entry<String, JsonNode> told;

        private OfObject(JsonNode object) {
            this.object = object;
            this.hasExtendedPrimitives = hasExtendedPrimitives(object);
        }

        private static boolean hasExtendedPrimitives(JsonNode object) {
            for (String name : object.propertyNames()) {
                if (name.startsWith(EXTENDED_PRIMITIVE)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public @Nullable Object getValue() {
            return null;
        }

        @Override
        public Iterator<String> keyIterator() {
            Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator();
            return new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return members.hasNext();
                }

                @Override
                public String next() {
                    told = members.next();
                    return told.getKey();
                }
            };
        }

        @Override
        public @Nullable BaseJsonLikeValue get(String key) {
            if (told != null && told.getKey().equals(key)) {
                return value(told.getValue());
            }
            return key.startsWith(EXTENDED_PRIMITIVE) && !hasExtendedPrimitives ? null : value(object.get(key));
        }
    }

    private static final class OfArray extends BaseJsonLikeArray {

        private final JsonNode array;

        private OfArray(JsonNode array) {
            this.array = array;
        }

        @Override
        public @Nullable Object getValue() {
            return null;
        }

        @Override
        public int size() {
            return array.size();
        }

        @Override
        public @Nullable BaseJsonLikeValue get(int index) {
            return value(array.get(index));
        }
    }

    private static final class OfAny extends BaseJsonLikeValue {

        private final JsonNode node;
        private @Nullable OfObject asObject;

        private OfAny(JsonNode node) {
            this.node = node;
        }

        @Override
        public ValueType getJsonType() {
            return switch (node.getNodeType()) {
                case OBJECT -> ValueType.OBJECT;
                case ARRAY -> ValueType.ARRAY;
                case NULL, MISSING -> ValueType.NULL;
                default -> ValueType.SCALAR;
            };
        }

        @Override
        public @Nullable ScalarType getDataType() {
            return switch (node.getNodeType()) {
                case NUMBER -> ScalarType.NUMBER;
                case STRING -> ScalarType.STRING;
                case BOOLEAN -> ScalarType.BOOLEAN;
                default -> null;
            };
        }

        @Override
        public @Nullable Object getValue() {
            return switch (node.getNodeType()) {
                case NUMBER -> node.numberValue();
                case STRING -> node.stringValue();
                case BOOLEAN -> node.booleanValue();
                case NULL -> "null";
                default -> null;
            };
        }

        @Override
        public @Nullable BaseJsonLikeArray getAsArray() {
            return node.isArray() ? new OfArray(node) : null;
        }

        @Override
        public @Nullable BaseJsonLikeObject getAsObject() {
            if (asObject == null && node.isObject()) {
                asObject = new OfObject(node);
            }
            return asObject;
        }

        @Override
        public @Nullable Number getAsNumber() {
            return node.isNumber() ? node.numberValue() : null;
        }

        @Override
        public String getAsString() {
            return node.isBigDecimal() ? writtenOut(node.decimalValue()) : node.asString("");
        }

        /**
         * A number with all its digits: 30.0 is not 30. An exponent is written out, up to a thousand digits; beyond,
         * the number is refused, since it would fill the memory.
         */
        private static String writtenOut(BigDecimal number) {
            if (Math.abs((long) number.scale()) > MOST_DIGITS) {
                throw new DataFormatException("A number is beyond any measure.");
            }
            return number.toPlainString();
        }

        @Override
        public boolean getAsBoolean() {
            return node.isBoolean() ? node.booleanValue() : super.getAsBoolean();
        }
    }
}
