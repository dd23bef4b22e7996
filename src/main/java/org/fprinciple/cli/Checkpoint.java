package org.fprinciple.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.io.NpyRows;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.solver.RunStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an interrupted evolve leaves: beside DIR the folder DIR.checkpoint with the command and its eigenvectors, or its
 * Krylov basis, which {@code --resume DIR} goes on from, bit for bit. It goes when the run is complete.
 */
final class Checkpoint implements RunStore, AutoCloseable {
    /** What took less is computed again. */
    private static final double WORTH_SECONDS = Double.parseDouble(System.getProperty("lfp.checkpoint.seconds", "20"));

    private static final String EIGEN = "eigen.npz";
    private static final String BASIS = "basis.npz";

    private final CheckpointFolder kept;
    private final Path folder;
    private final ObjectNode command;
    private final boolean resuming;
    private @Nullable Thread hook;
    private long saved = System.nanoTime();

    private Checkpoint(Path out, ObjectNode command, boolean resuming) {
        this.kept = new CheckpointFolder(out);
        this.folder = kept.path();
        this.command = command;
        this.resuming = resuming;
    }

    /**
     * The checkpoint of a run into {@code out}.
     *
     * @param resuming whether to go on from what is there
     * @throws InvalidInputException if an interrupted run is there and neither resumed nor overwritten
     */
    static Checkpoint of(Path out, ObjectNode command, boolean resuming, boolean force) {
        Checkpoint checkpoint = new Checkpoint(out, command, resuming);
        checkpoint.kept.requireFree(resuming, force);
        return checkpoint;
    }

    @Override
    public DenseAlgebra.@Nullable Eigen loadEigen() {
        Path file = folder.resolve(EIGEN);
        if (!resuming || !Files.exists(file)) {
            return null;
        }
        try (NpzReader npz = NpzReader.open(file)) {
            JsonNode recorded = Manifest.JSON.readTree(Files.readString(folder.resolve("command.json")));
            if (!recorded.path("eigen_sha256").asString("").equals(Manifest.sha256(file))) {
                throw new InvalidInputException("its SHA-256 is another");
            }
            double[] values = npz.array("values", 1).values();
            double[] vectors = npz.array("vectors", 2).values();
            return new DenseAlgebra.Eigen(values, DMatrixRMaj.wrap(values.length, values.length, vectors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw kept.unusable(file, e);
        }
    }

    @Override
    public void saveEigen(DenseAlgebra.Eigen eigen, double seconds) {
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
            kept.write(command);
            keepTelling();
            Files.move(partial, folder.resolve(EIGEN), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The result may fit where its checkpoint does not.
            done();
        }
    }

    @Override
    public @Nullable Basis loadBasis() {
        Path file = folder.resolve(BASIS);
        if (!resuming || !Files.exists(file)) {
            return null;
        }
        try {
            NpzReader npz = NpzReader.open(file);
            NpyRows rows = npz.rows("basis", 2);
            int size = Math.toIntExact(rows.size());
            int[] next = {0};
            return new Basis(
                    npz.array("norms", 1).values(),
                    npz.array("diagonal", 1).values(),
                    npz.array("beside", 1).values(),
                    size,
                    i -> {
                        if (i != next[0]++) {
                            throw new IllegalStateException("vectors are read in their order");
                        }
                        try {
                            double[] vector = new double[rows.columns()];
                            rows.read(vector, 1);
                            if (i == size - 1) {
                                rows.close();
                                npz.close();
                            }
                            return vector;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw kept.unusable(file, e);
        }
    }

    @Override
    public void saveBasis(Supplier<Basis> basis) {
        if ((System.nanoTime() - saved) / 1e9 < WORTH_SECONDS) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve("basis.partial");
            Basis now = basis.get();
            try (NpzWriter npz = new NpzWriter(partial)) {
                npz.add("norms", now.norms(), now.norms().length);
                npz.add("diagonal", now.diagonal(), now.diagonal().length);
                npz.add("beside", now.beside(), now.beside().length);
                npz.add(
                        "basis",
                        now.size(),
                        now.vector(),
                        now.size(),
                        now.vector().apply(0).length);
            }
            kept.write(command);
            keepTelling();
            Files.move(partial, folder.resolve(BASIS), StandardCopyOption.REPLACE_EXISTING);
            saved = System.nanoTime();
        } catch (IOException e) {
            // The result may fit where its checkpoint does not.
            done();
        }
    }

    private void keepTelling() {
        if (hook == null) {
            hook = new Thread(this::tell);
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** The run is complete, or the disk cannot hold a checkpoint: nothing is left to resume. */
    void done() {
        kept.remove();
    }

    private void tell() {
        kept.tell("evolve");
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
