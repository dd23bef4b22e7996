package org.fprinciple.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.solver.EigenStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an interrupted evolve leaves: beside DIR the folder DIR.checkpoint with the command and its eigenvectors, which
 * {@code --resume DIR} goes on from, bit for bit. It goes when the run is complete.
 */
final class Checkpoint implements EigenStore, AutoCloseable {
    /** Eigenvectors that took less are computed again. */
    private static final double WORTH_SECONDS = Double.parseDouble(System.getProperty("lfp.checkpoint.seconds", "20"));

    private final Path folder;
    private final Path out;
    private final ObjectNode command;
    private final boolean resuming;
    private @Nullable Thread hook;

    private Checkpoint(Path out, ObjectNode command, boolean resuming) {
        this.out = out;
        this.folder = beside(out);
        this.command = command;
        this.resuming = resuming;
    }

    private static Path beside(Path out) {
        return out.toAbsolutePath().resolveSibling(out.getFileName() + ".checkpoint");
    }

    /**
     * The checkpoint of a run into {@code out}.
     *
     * @param resuming whether to go on from what is there
     * @throws InvalidInputException if an interrupted run is there and neither resumed nor overwritten
     */
    static Checkpoint of(Path out, ObjectNode command, boolean resuming, boolean force) {
        Checkpoint checkpoint = new Checkpoint(out, command, resuming);
        if (!resuming && !force && Files.exists(checkpoint.folder)) {
            throw new InvalidInputException("An interrupted run into " + out + " is kept in " + checkpoint.folder
                    + ": go on with --resume " + out + ", or add --force to begin anew.");
        }
        return checkpoint;
    }

    /**
     * The arguments of the interrupted run into {@code out}, its inputs checked to be what they were.
     *
     * @throws InvalidInputException if there is no such run, or an input has changed
     */
    static List<String> arguments(Path out) throws IOException {
        Path file = beside(out).resolve("command.json");
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("There is nothing to resume at " + out + ": " + beside(out)
                    + " is not there, so run the command anew.");
        }
        JsonNode command = Manifest.read(file);
        if (!command.path("command").asString("").equals("evolve")) {
            throw new InvalidInputException(file + " is damaged: remove " + beside(out) + " and run the command anew.");
        }
        Manifest.requireInputs(command);
        List<String> arguments = new ArrayList<>(Manifest.arguments(command));
        arguments.add("--out=" + out);
        arguments.add("--continue");
        return arguments;
    }

    @Override
    public DenseAlgebra.@Nullable Eigen load() {
        Path file = folder.resolve("eigen.npz");
        if (!resuming || !Files.exists(file)) {
            return null;
        }
        try (NpzReader npz = NpzReader.open(file)) {
            JsonNode recorded = Manifest.JSON.readTree(Files.readString(folder.resolve("command.json")));
            if (!recorded.path("eigen_sha256").asString("").equals(Manifest.sha256(file))) {
                throw new InvalidInputException(
                        "The checkpoint " + file + " is damaged: remove " + folder + " and run the command anew.");
            }
            double[] values = npz.array("values", 1).values();
            double[] vectors = npz.array("vectors", 2).values();
            return new DenseAlgebra.Eigen(values, DMatrixRMaj.wrap(values.length, values.length, vectors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void save(DenseAlgebra.Eigen eigen, double seconds) {
        if (seconds < WORTH_SECONDS) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve("eigen.partial");
            try (NpzWriter npz = new NpzWriter(partial)) {
                int m = eigen.values().length;
                npz.add("values", eigen.values(), m);
                // EJML's memory may be longer than its matrix.
                npz.add("vectors", Arrays.copyOf(eigen.vectors().data, m * m), m, m);
            }
            command.put("eigen_sha256", Manifest.sha256(partial));
            Files.writeString(folder.resolve("command.json"), Manifest.JSON.writeValueAsString(command));
            hook = new Thread(this::tell);
            Runtime.getRuntime().addShutdownHook(hook);
            Files.move(partial, folder.resolve("eigen.npz"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The result may fit where its checkpoint does not.
            done();
        }
    }

    /** The run is complete, or the disk cannot hold a checkpoint: nothing is left to resume. */
    void done() {
        try {
            for (String name : List.of("eigen.npz", "eigen.partial", "command.json")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.err.println("lfp: the checkpoint " + folder + " could not be removed.");
        }
    }

    private void tell() {
        if (!Files.exists(folder.resolve("eigen.npz"))) {
            return;
        }
        System.err.println("lfp: its eigenvectors are kept; go on with ./lfp evolve --resume " + out);
    }

    @Override
    public void close() {
        if (hook != null) {
            tell();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is going down: the hook speaks.
            }
        }
    }
}
