package org.spinecds.logic.evaluation;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildPrimitiveDatatypeDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.fhir.model.R4FhirModelResolver;

/**
 * Reads elements of resources for the engine as its own resolver does, which splits every path with a regular expression,
 * looks the element up by name and asks classes for their names. Here the way to an element is found once for each class
 * and path. What is read is the same, held by a test over every element the rules name.
 */
public final class FhirElements extends R4FhirModelResolver {

    /** Primitives whose value is a value of CQL as it is. */
    private static final Set<Class<?>> PLAIN = Set.of(
            StringType.class,
            CodeType.class,
            UriType.class,
            BooleanType.class,
            DecimalType.class,
            IntegerType.class,
            PositiveIntType.class,
            UnsignedIntType.class);

    private static final String VALUE = "value";

    private final Map<Class<?>, Map<String, Element>> elements = new ConcurrentHashMap<>();
    private final Map<String, Class<?>> typesByName = new ConcurrentHashMap<>();

    /** A reader of the elements of FHIR R4. */
    public FhirElements(FhirContext fhir) {
        super(fhir);
    }

    /**
     * How an element of a class is read.
     *
     * @param definition null where the engine's own resolver reads it
     * @param isPrimitive whether an element without a value counts as absent
     */
    private record Element(@Nullable BaseRuntimeChildDefinition definition, boolean isPrimitive) {

        static final Element OTHERWISE = new Element(null, false);
    }

    /**
     * Does nothing: the engine's own would load every type of resource at once, and register a type for each guideline,
     * which empties the context's definitions while other calls parse with it. A type is read when the first of it is met.
     */
    @Override
    protected void initialize() {}

    @Override
    public @Nullable Object resolvePath(@Nullable Object target, @Nullable String path) {
        if (target == null || path == null) {
            return super.resolvePath(target, path);
        }
        return target instanceof PrimitiveType<?> primitive ? partOf(primitive, path) : elementOf(target, path);
    }

    private @Nullable Object partOf(PrimitiveType<?> primitive, String path) {
        if (path.equals(VALUE)) {
            if (PLAIN.contains(primitive.getClass())) {
                return primitive.hasValue() ? primitive.getValue() : null;
            }
            if (primitive instanceof Enumeration<?>) {
                return primitive.getValueAsString();
            }
            if (primitive instanceof IdType id && id.hasIdPart()) {
                return id.getIdPart();
            }
        }
        return super.resolvePath(primitive, path);
    }

    private @Nullable Object elementOf(Object target, String path) {
        return valueOf(wayTo(target, path), target, path);
    }

    private Element wayTo(Object target, String path) {
        return elements.computeIfAbsent(target.getClass(), unused -> new ConcurrentHashMap<>())
                .computeIfAbsent(path, unused -> element(target, path));
    }

    private @Nullable Object valueOf(Element element, Object target, String path) {
        if (element.definition() == null) {
            return super.resolvePath(target, path);
        }
        List<IBase> values = element.definition().getAccessor().getValues((IBase) target);
        if (values.isEmpty()) {
            return null;
        }
        if (element.isPrimitive() && values.get(0) instanceof PrimitiveType<?> primitive && !primitive.hasValue()) {
            return null;
        }
        return element.definition().getMax() < 1 ? values : values.get(0);
    }

    private Element element(Object target, String path) {
        if (!(target instanceof IBase base)
                || path.contains(".")
                || path.contains("[")
                || base.fhirType().equals(path)) {
            return Element.OTHERWISE;
        }
        BaseRuntimeElementCompositeDefinition<?> composite = resolveRuntimeDefinition(base);
        BaseRuntimeChildDefinition child = composite.getChildByName(path);
        if (child == null) {
            child = resolveChoiceProperty(composite, path);
        }
        if (child == null || !child.getElementName().equals(path)) {
            return Element.OTHERWISE;
        }
        return new Element(child, child instanceof RuntimeChildPrimitiveDatatypeDefinition);
    }

    /** Reads the element at one path, of whatever it is asked. */
    public Reader reader(String path) {
        return new Reader(path);
    }

    /** Remembers the way to its element in the class it met last: most expressions meet one class only. */
    public final class Reader {

        private final String path;
        private Way last = new Way(Object.class, Element.OTHERWISE);

        private record Way(Class<?> type, Element element) {}

        private Reader(String path) {
            this.path = path;
        }

        /** The element of a resource or a part of one, as {@link FhirElements#resolvePath} has it. */
        public @Nullable Object read(Object target) {
            if (target instanceof PrimitiveType<?> primitive) {
                return partOf(primitive, path);
            }
            Way way = last;
            if (way.type() != target.getClass()) {
                way = new Way(target.getClass(), wayTo(target, path));
                last = way;
            }
            return valueOf(way.element(), target, path);
        }
    }

    @Override
    public @Nullable Class<?> resolveType(@Nullable Object value) {
        return value == null || value instanceof Enumeration<?> ? super.resolveType(value) : value.getClass();
    }

    @Override
    public @Nullable Class<?> resolveType(@Nullable String typeName) {
        return typeName == null
                ? super.resolveType(typeName)
                : typesByName.computeIfAbsent(typeName, super::resolveType);
    }

    /** Retrieves are of one patient, so no context restricts them. */
    @Override
    public @Nullable Object getContextPath(@Nullable String contextType, @Nullable String targetType) {
        return null;
    }
}
