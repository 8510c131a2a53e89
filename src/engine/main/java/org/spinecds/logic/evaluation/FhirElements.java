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
 * Reads elements of resources for the engine. The engine's own resolver splits every path with a regular expression,
 * looks up each element by name and asks classes for their names. Here each element is looked up once for each class
 * and path. The result is the same; a test compares it for every element that the rules name.
 */
public final class FhirElements extends R4FhirModelResolver {

    /** The primitives with a value that CQL takes unchanged. */
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

    /** Makes a reader for FHIR R4. */
    public FhirElements(FhirContext fhir) {
        super(fhir);
    }

    /**
     * The way to read an element of a class.
     *
     * @param definition null where the engine's own resolver reads it
     * @param isPrimitive whether an element without a value counts as absent
     */
    private record Element(@Nullable BaseRuntimeChildDefinition definition, boolean isPrimitive) {

        static final Element OTHERWISE = new Element(null, false);
    }

    /**
     * Does nothing. The engine's own method loads every type of resource at once, and registers a type for each
     * guideline. That empties the definitions of the FHIR context while other calls parse with it. Here a type is
     * loaded when the first resource of it is read.
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

    /** A reader of the element at one path, for targets of any class. */
    public Reader reader(String path) {
        return new Reader(path);
    }

    /** Keeps the element of the class it read last, since most expressions read one class only. */
    public final class Reader {

        private final String path;
        private Way last = new Way(Object.class, Element.OTHERWISE);

        private record Way(Class<?> type, Element element) {}

        private Reader(String path) {
            this.path = path;
        }

        /** The element of a resource or of a part of it, as {@link FhirElements#resolvePath} gives it. */
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

    /** No path: all retrieves are of one patient, and no context restricts them. */
    @Override
    public @Nullable Object getContextPath(@Nullable String contextType, @Nullable String targetType) {
        return null;
    }
}
