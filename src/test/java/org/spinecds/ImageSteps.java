package org.spinecds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The steps of a Dockerfile taken on this machine, where no container can be built: each stage is a folder that stands for
 * the root of its file system, and Java is the one that is given. Who owns a file is the container's business and left out.
 */
final class ImageSteps {

    private static final Pattern COPIED = Pattern.compile("(?:--from=(\\S+) )?(?:--chmod=\\d+ )?(\\S+) (\\S+)");
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");
    private static final Pattern OWNED = Pattern.compile(" -[og] \\d+");

    private final Path root;
    private final Path java;
    private final Map<String, Path> stages = new HashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path stage;
    private Path folder;
    private List<String> entryPoint = List.of();

    private ImageSteps(Path root, Path java) {
        this.root = root;
        this.java = java;
        this.stage = root;
        this.folder = root;
    }

    /**
     * Takes them all.
     *
     * @param root an empty folder, for the stages
     * @param java the program that is the image's {@code java}
     * @param changed what stands in the file, and what is taken instead
     */
    static ImageSteps taken(Path dockerfile, Path root, Path java, Map<String, String> changed) throws Exception {
        ImageSteps steps = new ImageSteps(root, java);
        String text = Files.readString(dockerfile).replaceAll("(?m)^#.*\n", "").replace("\\\n", "");
        for (Map.Entry<String, String> change : changed.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalArgumentException(dockerfile + " has no \"" + change.getKey() + "\".");
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            String[] instruction = line.split(" ", 2);
            steps.take(instruction[0], instruction[1].strip());
        }
        return steps;
    }

    /** Where the image starts. */
    Path folder() {
        return folder;
    }

    /** What the image starts, for {@code /usr/bin/env}: its variables and its entry point. */
    List<String> program() {
        List<String> program = new ArrayList<>();
        environment.forEach((name, value) -> program.add(name + "=" + value));
        program.add(java.toString());
        program.addAll(entryPoint.subList(1, entryPoint.size()));
        return program;
    }

    /** A file of the image, by its absolute path there. */
    Path file(String path) {
        return path.startsWith("/") ? stage.resolve(path.substring(1)) : folder.resolve(path);
    }

    private void take(String instruction, String text) throws Exception {
        switch (instruction) {
            case "FROM" -> {
                stage = Files.createDirectory(root.resolve("stage" + stages.size()));
                folder = stage;
                stages.put(text.replaceFirst(".* AS ", ""), stage);
            }
            case "WORKDIR" -> folder = Files.createDirectories(file(text));
            case "COPY" -> copy(text);
            case "RUN" -> run(text);
            case "ENV" ->
                VARIABLE.matcher(text)
                        .results()
                        .forEach(found -> environment.put(
                                found.group(1), here(Objects.requireNonNullElse(found.group(2), found.group(3)))));
            case "ENTRYPOINT" ->
                entryPoint = List.of(JsonMapper.builder().build().readValue(text, String[].class));
            case "LABEL", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK" -> {}
            default -> throw new IllegalArgumentException("Not known here: " + instruction);
        }
    }

    private void copy(String text) throws IOException {
        Matcher copied = COPIED.matcher(text);
        if (!copied.matches()) {
            throw new IllegalArgumentException("Not known here: COPY " + text);
        }
        Path from = copied.group(1) == null
                ? Path.of(copied.group(2))
                : Objects.requireNonNull(stages.get(copied.group(1)))
                        .resolve(copied.group(2).substring(1));
        Path to = file(copied.group(3));
        Files.createDirectories(to.getParent());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(each).toString()).normalize();
                Files.createDirectories(copy.getParent());
                Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void run(String command) throws Exception {
        ProcessBuilder shell = new ProcessBuilder(
                        "sh", "-c", OWNED.matcher(here(command)).replaceAll(""))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("run.log").toFile());
        shell.environment()
                .put("PATH", java.getParent() + ":" + shell.environment().get("PATH"));
        // Nobody is to reach what runs while the image is built, and it is to disturb nobody.
        shell.environment().put("SERVER_ADDRESS", "127.0.0.1");
        shell.environment().put("SERVER_PORT", "0");
        int code = shell.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    command + " ended with " + code + ":\n" + Files.readString(root.resolve("run.log")));
        }
    }

    private String here(String text) {
        return text.replaceAll("(?<![\\w.])/app/", Matcher.quoteReplacement(stage + "/app/"));
    }
}
