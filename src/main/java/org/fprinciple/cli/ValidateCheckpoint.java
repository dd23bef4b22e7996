package org.fprinciple.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fprinciple.InvalidInputException;
import org.fprinciple.validate.Ladder;
import org.fprinciple.validate.NetStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an interrupted validate leaves: in the folder DIR.checkpoint, from the first net that is done on, its command,
 * {@code nets/CASE/K} for each net that is done of a case that is not, and {@code verdicts/CASE} for each case that is. A
 * file is its hash on a line, and JSON with functions as their bytes.
 */
final class ValidateCheckpoint implements AutoCloseable {
    /** Decimals would be twice as long, and slow to write. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(double[].class, new BytesOf())
                    .addDeserializer(double[].class, new FromBytes()))
            .build();

    private final CheckpointFolder folder;
    private final ObjectNode command;
    private final boolean resuming;
    private final String fingerprint;
    /** Whether this run has kept anything. */
    private volatile boolean kept;

    private final Thread hook = new Thread(this::tell);

    /**
     * Begins to keep a run.
     *
     * @param resuming whether to go on from what is there
     */
    ValidateCheckpoint(CheckpointFolder folder, ObjectNode command, boolean resuming) {
        this.folder = folder;
        this.command = command;
        this.resuming = resuming;
        fingerprint = CheckpointFolder.fingerprint(command);
        if (!resuming) {
            folder.remove();
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The verdict.json of a case that an earlier run has finished; null where there is none. */
    @Nullable
    JsonNode verdict(CaseRun run) {
        return load(verdictFile(run), JsonNode.class);
    }

    /** The nets of a case, whose time counts from now. */
    Nets nets(CaseRun run) {
        return new Nets(run);
    }

    /** A case is about to take its name: with that it is done. */
    void save(CaseRun run, JsonNode verdict) {
        save(verdictFile(run), verdict);
    }

    /** A case has its name: its nets are no longer kept. */
    void finished(CaseRun run) {
        CheckpointFolder.remove(netFolder(run));
    }

    /** Everything is written: nothing is left to resume. */
    void done() {
        folder.remove();
    }

    private Path verdictFile(CaseRun run) {
        return folder.path().resolve("verdicts").resolve(run.name());
    }

    private Path netFolder(CaseRun run) {
        return folder.path().resolve("nets").resolve(run.name());
    }

    private <T> @Nullable T load(Path file, Class<T> type) {
        if (!resuming || !Files.exists(file)) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            throw folder.unusable(file, new InvalidInputException("it is no file"));
        }
        try {
            String[] parts = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", 2);
            if (parts.length < 2 || !parts[0].equals(hash(file, parts[1]))) {
                throw new InvalidInputException("its hash is another");
            }
            return JSON.readValue(parts[1], type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw folder.unusable(file, e);
        }
    }

    private void save(Path file, Object value) {
        String content = JSON.writeValueAsString(value);
        try {
            synchronized (this) {
                if (!kept) {
                    folder.write(command);
                }
                folder.write(file, hash(file, content) + "\n" + content);
                kept = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what is kept, its place, and the run that it is of. */
    private String hash(Path file, String content) {
        return Manifest.sha256(fingerprint + folder.path().relativize(file) + "\n" + content);
    }

    private void tell() {
        folder.tell("validate");
    }

    /** A run that has failed without a net has nothing to go on from. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook speaks.
            return;
        }
        if (kept) {
            tell();
        } else if (!resuming) {
            folder.remove();
        }
    }

    /**
     * A net that is done.
     *
     * @param seconds that its case had taken by then
     */
    private record KeptNet(Ladder.Seed net, double seconds) {}

    /** See {@link #nets}. */
    final class Nets implements NetStore {
        private final Path place;
        private final long began = System.nanoTime();
        /** What the case had taken when the last of its kept nets was done. */
        private double before;

        private Nets(CaseRun run) {
            place = netFolder(run);
        }

        /** That the case has taken, interruptions left out. */
        double seconds() {
            return before + (System.nanoTime() - began) / 1e9;
        }

        @Override
        public Ladder.@Nullable Seed load(int net) {
            KeptNet earlier = ValidateCheckpoint.this.load(file(net), KeptNet.class);
            if (earlier == null) {
                return null;
            }
            before = Math.max(before, earlier.seconds());
            return earlier.net();
        }

        @Override
        public void save(int net, Ladder.Seed seed) {
            ValidateCheckpoint.this.save(file(net), new KeptNet(seed, seconds()));
        }

        private Path file(int net) {
            return place.resolve(Integer.toString(net + 1));
        }
    }

    private static final class BytesOf extends ValueSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator json, SerializationContext context) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
            bytes.asDoubleBuffer().put(values);
            json.writeBinary(bytes.array());
        }
    }

    private static final class FromBytes extends ValueDeserializer<double[]> {
        @Override
        public double[] deserialize(JsonParser json, DeserializationContext context) {
            byte[] bytes = json.getBinaryValue();
            double[] values = new double[bytes.length / Double.BYTES];
            ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
            return values;
        }
    }
}
