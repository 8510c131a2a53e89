package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.spinecds.start.SpineCdsProperties;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.InputStreamResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files below src/deploy fit the service: its settings, its port, its paths, its user and the time it takes to stop. */
class DeployFilesTests {

    private static final Path KUBERNETES = Path.of("src/deploy/kubernetes");
    private static final Path DOCKERFILE = Path.of("src/deploy/docker/Dockerfile");
    private static final Path UNIT = Path.of("src/deploy/systemd/spine-recurrence-cds.service");
    private static final Pattern VARIABLE =
            Pattern.compile("\\b((?:SPINECDS|SPRING|SERVER|MANAGEMENT|LOGGING)_[A-Z0-9_]+)");

    private final YAMLMapper yaml = YAMLMapper.builder().build();
    private final JsonMapper json = JsonMapper.builder().build();

    /** One type of the Kubernetes API. */
    private interface Kind {

        void check(JsonElement manifest) throws IOException;
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "Ingress", V1Ingress::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "ServiceAccount", V1ServiceAccount::validateJsonElement);

    @Test
    void everyManifestIsOfItsTypeInTheKubernetesApi() throws IOException {
        for (JsonNode resource : manifest("kustomization.yaml").path("resources")) {
            JsonNode manifest = manifest(resource.asString());
            String kind = manifest.path("kind").asString();
            Objects.requireNonNull(KINDS.get(kind), kind)
                    .check(JsonParser.parseString(json.writeValueAsString(manifest)));
        }
        String misspelt = json.writeValueAsString(manifest("deployment.yaml"))
                .replace("readOnlyRootFilesystem", "readOnlyRootFileSystem");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> V1Deployment.validateJsonElement(JsonParser.parseString(misspelt)));
    }

    @Test
    void everyFileOfTheManifestsIsAppliedOrOptional() throws IOException {
        List<String> applied = new ArrayList<>(List.of("kustomization.yaml", "servicemonitor.yaml"));
        manifest("kustomization.yaml").path("resources").forEach(resource -> applied.add(resource.asString()));

        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(applied);
        }
    }

    @Test
    void everySettingThatIsNamedIsOne() throws IOException {
        Properties settings = settingsOfTheConfigMap();
        assertThat(settings.stringPropertyNames()).hasSizeGreaterThan(5).allMatch(KnownSettings::has);

        List<String> variables = new ArrayList<>();
        for (Path file :
                List.of(KUBERNETES.resolve("deployment.yaml"), DOCKERFILE, UNIT, Path.of("src/deploy/docker/ready"))) {
            VARIABLE.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(variables::add);
        }
        assertThat(variables).hasSizeGreaterThan(5).allMatch(KnownSettings::hasVariable);
    }

    @Test
    void theSettingsOfTheConfigMapAreReadAsTheyStand() throws IOException {
        Properties settings = settingsOfTheConfigMap();
        settings.setProperty("spinecds.journal.key", "x".repeat(32));
        ConfigurationPropertySource source = new MapConfigurationPropertySource(settings);

        SpineCdsProperties read =
                new Binder(source).bind("spinecds", SpineCdsProperties.class).get();

        assertThat(read.fhir().allowedServers()).containsExactly("https://ehr.example.org/fhir");
        assertThat(read.security().clients()).containsOnlyKeys("ehr");
        assertThat(read.security().baseUrl()).hasToString("https://cds.example.org");
    }

    @Test
    void aStopLeavesTimeForTheCallsInFlight() throws IOException {
        Properties own = properties(Files.readString(Path.of("src/service/main/resources/application.yml")));
        Duration phase = DurationStyle.detectAndParse(own.getProperty("spring.lifecycle.timeout-per-shutdown-phase"));
        JsonNode pod = manifest("deployment.yaml").at("/spec/template/spec");
        Duration wait = Duration.ofSeconds(Long.parseLong(
                pod.at("/containers/0/lifecycle/preStop/exec/command/1").asString()));

        assertThat(own.getProperty("server.shutdown")).isEqualTo("graceful");
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(phase.plus(wait));
        assertThat(Duration.ofSeconds(Long.parseLong(unit("TimeoutStopSec")))).isGreaterThan(phase);
        assertThat(Files.readString(DOCKERFILE))
                .contains("STOPSIGNAL SIGTERM\n")
                .contains("ENTRYPOINT [\"java\",");
    }

    @Test
    void nothingRunsAsRootOrWritesOutsideItsFolders() throws IOException {
        JsonNode pod = manifest("deployment.yaml").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        String image = Files.readString(DOCKERFILE);

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                .isEqualTo("ALL");
        assertThat(image)
                .contains("\nUSER " + pod.at("/securityContext/runAsUser").asLong() + ":");
        assertThat(image.lines().filter(line -> line.startsWith("FROM ")))
                .allSatisfy(from -> assertThat(from).matches("FROM [a-z-]+:\\d[\\w.-]+( AS \\w+)?"));
        assertThat(unit("DynamicUser")).isEqualTo("yes");
        assertThat(unit("ProtectSystem")).isEqualTo("strict");
        assertThat(unit("NoNewPrivileges")).isEqualTo("yes");
    }

    @Test
    void everySecretIsGivenByReference() throws IOException {
        for (JsonNode variable : manifest("deployment.yaml").at("/spec/template/spec/containers/0/env")) {
            assertThat(variable.has("value")).as(variable.toString()).isFalse();
            assertThat(variable.at("/valueFrom/secretKeyRef/name").asString()).isEqualTo("spine-recurrence-cds");
        }
        assertThat(settingsOfTheConfigMap().stringPropertyNames())
                .noneMatch(key -> key.contains("password") || key.endsWith(".key") || key.contains("administrators"));
    }

    @Test
    void portAndProbesAreThoseOfTheService() throws IOException {
        JsonNode container = manifest("deployment.yaml").at("/spec/template/spec/containers/0");

        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
        assertThat(Files.readString(DOCKERFILE)).contains("EXPOSE 8080\n", "HEALTHCHECK ");
        assertThat(manifest("networkpolicy.yaml")
                        .at("/spec/ingress/0/ports/0/port")
                        .asInt())
                .isEqualTo(8080);
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/readiness");
        assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/liveness");
        assertThat(Files.readString(Path.of("src/deploy/docker/ready"))).contains("GET /actuator/health/readiness ");
    }

    private Properties settingsOfTheConfigMap() throws IOException {
        return properties(
                manifest("configmap.yaml").at("/data/application.yaml").asString());
    }

    private static Properties properties(String text) {
        YamlPropertiesFactoryBean file = new YamlPropertiesFactoryBean();
        file.setResources(new InputStreamResource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        Properties flat = new Properties();
        Properties read = file.getObject();
        if (read != null) {
            flat.putAll(read);
        }
        return flat;
    }

    private JsonNode manifest(String name) throws IOException {
        return yaml.readTree(Files.readString(KUBERNETES.resolve(name)));
    }

    private static String unit(String key) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }
}
