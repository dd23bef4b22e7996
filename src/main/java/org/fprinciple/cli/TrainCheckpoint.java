package org.fprinciple.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Vec;
import org.fprinciple.flow.FlowState;
import org.fprinciple.io.NpyRows;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.net.Laziness;
import org.fprinciple.net.LossPoint;
import org.fprinciple.net.Observation;
import org.fprinciple.net.TrainingState;
import org.fprinciple.net.TrainingStatus;
import org.fprinciple.net.TrainingStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an interrupted train leaves: in the folder DIR.checkpoint its command, from the beginning on, and for each replica
 * {@code replica-K.npz}, its last state. A file takes its name when it is complete, so that a run may be killed at any
 * moment.
 */
final class TrainCheckpoint implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;
    private static final int COLUMNS = 5;
    private static final int PIECE = 1 << 16;

    private final CheckpointFolder folder;
    private final boolean resuming;
    private final boolean several;
    private final double[] fingerprint;
    private final double period;
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stop;
    /** Whether this run has saved a state. */
    private volatile boolean kept;

    private final Thread hook = new Thread(this::stopAndTell);

    /**
     * Begins to keep a run.
     *
     * @param resuming whether to go on from what is there
     * @param several whether there is more than one replica
     * @param period between two savings of a replica, in seconds
     */
    TrainCheckpoint(CheckpointFolder folder, ObjectNode command, boolean resuming, boolean several, double period)
            throws IOException {
        this.folder = folder;
        this.resuming = resuming;
        this.several = several;
        this.period = period;
        fingerprint = letters(CheckpointFolder.fingerprint(command));
        if (!resuming) {
            folder.remove();
        }
        folder.write(command);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Everything is written: nothing is left to resume. */
    void done() {
        folder.remove();
    }

    /** Waits until the replicas have saved their states, and says what to do. */
    private void stopAndTell() {
        stop = true;
        long began = System.currentTimeMillis();
        try {
            while (active.get() > 0 && System.currentTimeMillis() - began < PATIENCE_MILLIS) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            // What is on disk is what is kept.
        }
        folder.tell("train");
    }

    /** A run that has failed without a state has nothing to go on from. */
    @Override
    public void close() {
        if (!stop) {
            if (kept) {
                folder.tell("train");
            } else if (!folder.holds(".npz")) {
                folder.remove();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook speaks.
        }
    }

    /** The store of one replica, from now until it is closed. */
    Replica replica(int index) {
        return new Replica(index);
    }

    /** See {@link #replica}. */
    final class Replica implements TrainingStore, AutoCloseable {
        private final String name;
        private long saved = System.nanoTime();

        private Replica(int index) {
            name = "replica-" + (index + 1);
            active.incrementAndGet();
        }

        @Override
        public void close() {
            active.decrementAndGet();
        }

        @Override
        public boolean due() {
            return (System.nanoTime() - saved) / 1e9 >= period;
        }

        @Override
        public boolean stopRequested() {
            return stop;
        }

        @Override
        public void ended(Supplier<TrainingState> state) {
            if (several) {
                save(state);
            }
        }

        @Override
        public void save(Supplier<TrainingState> state) {
            try {
                Path partial = folder.path().resolve(name + ".partial");
                try (NpzWriter npz = new NpzWriter(partial)) {
                    write(npz, state.get());
                }
                Files.move(
                        partial,
                        folder.path().resolve(name + ".npz"),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            saved = System.nanoTime();
            kept = true;
        }

        @Override
        public @Nullable TrainingState load(Vec like) {
            Path file = folder.path().resolve(name + ".npz");
            if (!resuming || !Files.exists(file)) {
                return null;
            }
            try (NpzReader npz = NpzReader.open(file)) {
                if (!Arrays.equals(npz.array("run", 1).values(), fingerprint)) {
                    throw new InvalidInputException("it is of another run");
                }
                return read(npz, like);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                // Whatever a file holds that this program has not written.
                throw folder.unusable(file, e);
            }
        }

        private void write(NpzWriter npz, TrainingState state) throws IOException {
            npz.add("run", fingerprint, fingerprint.length);
            npz.add("counts", new double[] {state.step(), state.gradients(), state.loss(), state.seconds()}, 4);
            TrainingStatus ended = state.ended();
            if (ended != null) {
                double[] letters = letters(ended.name());
                npz.add("ended", letters, letters.length);
            }
            writeVec(npz, "displacement", state.displacement());
            writeVec(npz, "first", state.first());
            writeVec(npz, "second", state.second());
            FlowState flow = state.flow();
            if (flow != null) {
                npz.add(
                        "flow",
                        new double[] {
                            flow.time(),
                            flow.step(),
                            flow.lastStep(),
                            flow.lastError(),
                            flow.spectralRadius(),
                            flow.age()
                        },
                        6);
            }
            List<LossPoint> curve = state.curve();
            if (!curve.isEmpty()) {
                npz.add("curve", curve.size(), k -> row(curve.get(k)), curve.size(), COLUMNS);
            }
            List<Observation> seen = state.observations();
            if (!seen.isEmpty()) {
                int k = seen.size();
                npz.add("seen", k, i -> row(seen.get(i)), k, COLUMNS);
                npz.add("outputs", k, i -> seen.get(i).outputs(), k, seen.get(0).outputs().length);
                npz.add(
                        "at_samples",
                        k,
                        i -> seen.get(i).atSamples(),
                        k,
                        seen.get(0).atSamples().length);
                npz.add(
                        "residual",
                        k,
                        i -> seen.get(i).residual(),
                        k,
                        seen.get(0).residual().length);
                npz.add("laziness", k, i -> row(seen.get(i).laziness()), k, COLUMNS + 1);
            }
        }
    }

    /** Piece by piece: a second copy of a wide net's displacement would be the most memory of all. */
    private static void writeVec(NpzWriter npz, String name, @Nullable Vec vec) throws IOException {
        if (vec != null) {
            int length = vec.length();
            npz.add(
                    name,
                    (length + PIECE - 1) / PIECE,
                    k -> vec.slice(k * PIECE, Math.min(PIECE, length - k * PIECE))
                            .toArray(),
                    length);
        }
    }

    /** A vector like another; null where it was not written. */
    private static @Nullable Vec read(NpzReader npz, String name, Vec like) throws IOException {
        if (!npz.names().contains(name)) {
            return null;
        }
        Vec vec = like.like();
        try (NpyRows rows = npz.rows(name, 1)) {
            if (rows.size() != vec.length()) {
                throw new InvalidInputException("The checkpoint holds " + rows.size() + " parameters, but the net has "
                        + vec.length() + ": it is of another run.");
            }
            double[] piece = new double[Math.min(PIECE, vec.length())];
            for (int from = 0; from < vec.length(); from += piece.length) {
                int count = Math.min(piece.length, vec.length() - from);
                rows.read(piece, count);
                vec.slice(from, count).set(Arrays.copyOf(piece, count));
            }
        }
        return vec;
    }

    private static double[] row(LossPoint point) {
        return new double[] {point.time(), point.step(), point.gradients(), point.loss(), point.seconds()};
    }

    private static double[] row(Observation seen) {
        return new double[] {seen.time(), seen.step(), seen.gradients(), seen.loss(), seen.seconds()};
    }

    /** Its last column says whether it was measured. */
    private static double[] row(@Nullable Laziness lazy) {
        return lazy == null
                ? new double[COLUMNS + 1]
                : new double[] {lazy.kernelDrift(), lazy.flipped(), lazy.moved(), lazy.rCube(), lazy.aSquareR(), 1};
    }

    private static TrainingState read(NpzReader npz, Vec like) throws IOException {
        double[] counts = npz.array("counts", 1).values();
        Vec displacement = Objects.requireNonNull(read(npz, "displacement", like), "displacement");
        FlowState flow = null;
        if (npz.names().contains("flow")) {
            double[] f = npz.array("flow", 1).values();
            flow = new FlowState(f[0], new double[0], f[1], f[2], f[3], f[4], (int) f[5], new double[0]);
        }
        List<LossPoint> curve = new ArrayList<>();
        if (npz.names().contains("curve")) {
            for (double[] r : rows(npz, "curve")) {
                curve.add(new LossPoint(r[0], (long) r[1], (long) r[2], r[3], r[4]));
            }
        }
        List<Observation> seen = new ArrayList<>();
        if (npz.names().contains("seen")) {
            List<double[]> heads = rows(npz, "seen");
            List<double[]> outputs = rows(npz, "outputs");
            List<double[]> atSamples = rows(npz, "at_samples");
            List<double[]> residual = rows(npz, "residual");
            List<double[]> lazy = rows(npz, "laziness");
            for (int k = 0; k < heads.size(); k++) {
                double[] r = heads.get(k);
                double[] z = lazy.get(k);
                seen.add(new Observation(
                        r[0],
                        (long) r[1],
                        (long) r[2],
                        r[3],
                        r[4],
                        outputs.get(k),
                        atSamples.get(k),
                        residual.get(k),
                        z[COLUMNS] == 0 ? null : new Laziness(z[0], z[1], z[2], z[3], z[4])));
            }
        }
        return new TrainingState(
                displacement,
                (long) counts[0],
                (long) counts[1],
                counts[2],
                counts[3],
                read(npz, "first", like),
                read(npz, "second", like),
                flow,
                npz.names().contains("ended") ? ended(npz.array("ended", 1).values()) : null,
                seen,
                curve);
    }

    private static double[] letters(String text) {
        return text.chars().asDoubleStream().toArray();
    }

    private static TrainingStatus ended(double[] letters) {
        StringBuilder name = new StringBuilder();
        for (double letter : letters) {
            name.append((char) letter);
        }
        return TrainingStatus.valueOf(name.toString());
    }

    private static List<double[]> rows(NpzReader npz, String name) throws IOException {
        var array = npz.array(name, 2);
        int columns = array.shape()[1];
        List<double[]> rows = new ArrayList<>();
        for (int k = 0; k < array.shape()[0]; k++) {
            rows.add(Arrays.copyOfRange(array.values(), k * columns, (k + 1) * columns));
        }
        return rows;
    }
}
