package org.spinecds.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.spinecds.replay.ExportFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replays of the folder {@code export}, as a user types them, with the reports beside it. */
record ReplayRun(Path folder) {

    /** The types that a service cannot do without. */
    static final String SERVED = "Patient,Condition,Procedure,BodyStructure,ServiceRequest,Observation,Encounter";

    record Answer(int code, String out, String err) {}

    ExportFolder export() {
        return new ExportFolder(folder.resolve("export"));
    }

    /** An export that has every type, mostly without a line. */
    ReplayRun ofEveryType() {
        for (String type : SERVED.split(",", -1)) {
            export().with(type + ".ndjson", "");
        }
        return this;
    }

    Answer run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--data=" + export().path()));
        all.addAll(List.of(arguments));
        return runAt(all);
    }

    /** A replay of other folders. */
    Answer runAt(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("replay"));
        all.addAll(arguments);
        int code = Commands.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    String out(String name) {
        return "--out=" + folder.resolve(name);
    }

    JsonNode counts(String name) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(name).resolve("run.json")));
    }

    List<JsonNode> results(String name) throws IOException {
        Path file = folder.resolve(name).resolve("restricted/results.ndjson.gz");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JsonMapper.shared()::readTree)
                    .toList();
        }
    }
}
