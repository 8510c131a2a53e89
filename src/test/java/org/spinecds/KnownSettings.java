package org.spinecds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.spinecds.start.SpineCdsProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every setting the service has: its own, read from the record they are bound to, and the platform's, from its metadata. */
final class KnownSettings {

    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private KnownSettings() {}

    /** The service's own, with their defaults; empty where there is none. A star stands for a name that the site chooses. */
    static Map<String, String> own() {
        Map<String, String> settings = new TreeMap<>();
        collect("spinecds", SpineCdsProperties.class, settings);
        return settings;
    }

    /** The platform's, without those it has given up. */
    static Set<String> ofThePlatform() {
        Set<String> settings = new TreeSet<>();
        JsonMapper json = JsonMapper.builder().build();
        try {
            for (URL url : Collections.list(KnownSettings.class.getClassLoader().getResources(METADATA))) {
                try (InputStream stream = url.openStream()) {
                    for (JsonNode property : json.readTree(stream).path("properties")) {
                        if (!property.has("deprecation")) {
                            settings.add(property.path("name").asString());
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /** Whether there are settings below a key. */
    static boolean hasBelow(String key) {
        return own().keySet().stream().anyMatch(known -> known.startsWith(key + "."));
    }

    /** Whether a key, as a file names it, is a setting; what is below a setting that is a map is one too. */
    static boolean has(String key) {
        String plain = key.replaceAll("\\[\\d+]", "");
        return plain.startsWith("spinecds.")
                ? own().keySet().stream().anyMatch(known -> matches(known, plain))
                : ofThePlatform().stream().anyMatch(known -> plain.equals(known) || isBelowAMap(known, plain));
    }

    /** Whether the name of an environment variable stands for a setting. */
    static boolean hasVariable(String name) {
        return own().keySet().stream()
                        .anyMatch(known -> variable(known).matcher(name).matches())
                || ofThePlatform().stream()
                        .anyMatch(known -> variable(known).matcher(name).matches());
    }

    private static boolean matches(String known, String key) {
        return Pattern.matches(Pattern.quote(known).replace("*", "\\E[A-Za-z0-9_*-]+\\Q"), key);
    }

    private static boolean isBelowAMap(String known, String key) {
        return Set.of("logging.level", "management.observations.enable", "management.metrics.distribution.slo")
                        .contains(known)
                && key.startsWith(known + ".");
    }

    private static Pattern variable(String known) {
        String name = known.replace('.', '_').toUpperCase(Locale.ROOT);
        return Pattern.compile(
                Pattern.quote(name).replace("-", "\\E_?\\Q").replace("*", "\\E[A-Z0-9]+\\Q") + "(_\\d+)?");
    }

    private static void collect(String prefix, Class<?> type, Map<String, String> settings) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + "."
                    + CAPITAL.matcher(component.getName())
                            .replaceAll(found -> "-" + found.group(1).toLowerCase(Locale.ROOT));
            Type generic = component.getGenericType();
            if (component.getType().isRecord()) {
                collect(key, component.getType(), settings);
            } else if (component.getType() == Map.class && generic instanceof ParameterizedType map) {
                Class<?> value = (Class<?>) map.getActualTypeArguments()[1];
                if (value.isRecord()) {
                    collect(key + ".*", value, settings);
                } else {
                    settings.put(key + ".*", "");
                }
            } else {
                settings.put(key, defaultOf(type, component.getName()));
            }
        }
    }

    private static String defaultOf(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(name))
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .filter(given -> given != null)
                .map(given -> Arrays.stream(given.value()).collect(Collectors.joining(", ")))
                .findFirst()
                .orElse("");
    }
}
