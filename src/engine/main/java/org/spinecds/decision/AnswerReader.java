package org.spinecds.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of answers that are plain values, by the names of their components. What is not there is null; what no
 * component is called after is passed over.
 */
public final class AnswerReader {

    private static final ClassValue<AnswerReader> OF_RECORDS = new ClassValue<>() {
        @Override
        protected AnswerReader computeValue(Class<?> type) {
            return new AnswerReader(type);
        }
    };

    private final Class<?> type;
    private final String[] names;
    private final Kind[] kinds;
    private final MethodHandle constructor;

    /** Makes a value of one kind from a plain one that is not null. */
    @FunctionalInterface
    private interface Kind {
        Object from(Object plain);
    }

    private AnswerReader(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        this.names = Arrays.stream(components).map(AnswerReader::name).toArray(String[]::new);
        this.kinds = Arrays.stream(components)
                .map(component -> kind(component.getGenericType()))
                .toArray(Kind[]::new);
        try {
            this.constructor = MethodHandles.publicLookup()
                    .unreflectConstructor(type.getConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new)))
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No " + type.getSimpleName() + " can be made of answers.", e);
        }
    }

    /**
     * An answer as a record, a text, a whole number, a number or a truth.
     *
     * @throws IllegalArgumentException when it has another shape
     */
    public static <T> T read(Object plain, Class<T> type) {
        return type.cast(kind(type).from(plain));
    }

    /**
     * A list of them; null is none.
     *
     * @throws IllegalArgumentException when it has another shape
     */
    static <T> List<T> readList(@Nullable Object plain, Class<T> type) {
        Kind kind = kind(type);
        return plain == null
                ? List.of()
                : list(plain, kind).stream().map(type::cast).toList();
    }

    private static String name(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static Kind kind(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Kind ofMembers = kind(list.getActualTypeArguments()[0]);
            return plain -> list(plain, ofMembers);
        }
        if (type == BigDecimal.class) {
            return plain -> plain instanceof Integer whole ? BigDecimal.valueOf(whole) : the(BigDecimal.class, plain);
        }
        if (type == int.class) {
            return plain -> the(Integer.class, plain);
        }
        if (type == boolean.class) {
            return plain -> the(Boolean.class, plain);
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return plain -> OF_RECORDS.get(record).of(plain);
        }
        if (type == String.class || type == Integer.class || type == Boolean.class) {
            return plain -> the((Class<?>) type, plain);
        }
        throw new IllegalStateException("No answer is a " + type + ".");
    }

    /** A gap stays one: a record that has none refuses it. */
    private static List<@Nullable Object> list(Object plain, Kind kind) {
        List<@Nullable Object> members = new ArrayList<>();
        for (Object member : the(List.class, plain)) {
            members.add(member == null ? null : kind.from(member));
        }
        return members;
    }

    private static <T> T the(Class<T> type, Object plain) {
        if (!type.isInstance(plain)) {
            throw new IllegalArgumentException("An answer is no " + type.getSimpleName() + ".");
        }
        return type.cast(plain);
    }

    private Object of(Object plain) {
        Map<?, ?> members = the(Map.class, plain);
        @Nullable Object[] values = new Object[names.length];
        for (int place = 0; place < names.length; place++) {
            Object member = members.get(names[place]);
            values[place] = member == null ? null : kinds[place].from(member);
        }
        try {
            return constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // A method handle declares everything; the constructor of a record cannot declare anything.
            throw new IllegalStateException("No " + type.getSimpleName() + " can be made of answers.", e);
        }
    }
}
