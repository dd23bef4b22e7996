package org.fprinciple.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A peer as a process that waits for its turn: it says {@code {"ready": version}} when its plans are made, and answers every
 * line with one repetition, {@code {"ms": time}}, which it measures itself.
 */
final class PeerProcess implements Contender {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer turns;
    private final @Nullable String version;

    PeerProcess(Workshop workshop, ProcessBuilder builder) throws IOException {
        this.log = Files.createTempFile(workshop.folder(), "peer", ".log");
        this.process = workshop.start(builder.redirectError(log.toFile()));
        this.answers = process.inputReader();
        this.turns = process.outputWriter();
        this.version = answer("ready").asString();
    }

    @Override
    public double once() throws IOException {
        turns.write("\n");
        turns.flush();
        return answer("ms").asDouble();
    }

    private JsonNode answer(String key) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the peer ended: " + lastLine(Files.readString(log)));
        }
        try {
            JsonNode value = JSON.readTree(line).get(key);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            // No JSON is no answer either.
        }
        throw new IOException("the peer answered \"" + line + "\"");
    }

    static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? "it said nothing" : stripped.substring(stripped.lastIndexOf('\n') + 1);
    }

    @Override
    public @Nullable String version() {
        return version;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            // Its memory is the next case's.
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
