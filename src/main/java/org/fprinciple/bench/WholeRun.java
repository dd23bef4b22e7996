package org.fprinciple.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Memory;

/**
 * A command of this program as a user runs it, in a process of its own, and whole processes of peers.
 *
 * @param command the command line after {@code ./lfp}, in which {@code DATA} stands for the folder {@code validation/data}
 *     and {@code SAMPLES} for a file of the subject's n random points in d dimensions
 * @param bytes foreseen
 */
record WholeRun(Subject subject, double bytes, String command, List<Peer> peers) implements Case {
    private static final double LONG_SECONDS = 30;

    /** @param arguments of its program in {@code validation/peers}; {@code SAMPLES} as above */
    record Peer(String by, String program, String arguments) {}

    @Override
    public List<Row> run(Settings settings) throws IOException {
        System.gc();
        double available = Memory.machine();
        if (bytes > available) {
            return List.of(Row.without(
                    subject,
                    "lfp",
                    true,
                    "needs " + Memory.text(bytes) + ", " + Memory.text(available) + " can be had",
                    false));
        }
        if (command.contains("DATA") && settings.checkout() == null) {
            return List.of(Row.without(
                    subject, "lfp", true, "the program does not run in its checkout, which holds the data", false));
        }
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane("lfp", true));
        peers.forEach(peer -> lanes.add(new Lane(peer.by, false)));
        double seconds = 0;
        for (int r = 0; r < settings.repetitions(true) && seconds < LONG_SECONDS; r++) {
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get(i);
                if (!lane.over) {
                    once(settings, lane, i == 0 ? null : peers.get(i - 1));
                    seconds += lane.ms.isEmpty() ? 0 : lane.ms.get(lane.ms.size() - 1) / 1e3;
                }
            }
        }
        return Race.compared(
                lanes.stream().filter(lane -> !lane.absent).map(this::row).toList(), List.of());
    }

    /** Whose processes they are, and how they went. */
    private static final class Lane {
        private final String by;
        private final boolean own;
        private final List<Double> ms = new ArrayList<>();
        private long peak;
        private String note = "";
        private boolean absent;
        private boolean over;
        private boolean failed;

        Lane(String by, boolean own) {
            this.by = by;
            this.own = own;
        }
    }

    private void once(Settings settings, Lane lane, @org.jspecify.annotations.Nullable Peer peer) throws IOException {
        Path out = settings.workshop().folder().resolve("out");
        try {
            ProcessBuilder builder = peer == null
                    ? ChildRun.lfp(arguments(settings, out))
                    : settings.peers()
                            .builder(
                                    peer.program,
                                    resolved(settings, peer.arguments).toArray());
            ChildRun run = ChildRun.of(settings.workshop(), builder);
            take(lane, run);
        } catch (AbsentException e) {
            lane.absent = true;
            lane.over = true;
        } catch (IOException e) {
            lane.note = String.valueOf(e.getMessage());
            lane.failed = true;
            lane.over = true;
        } finally {
            Workshop.remove(out);
        }
    }

    private static void take(Lane lane, ChildRun run) {
        // A run that says no has run; one that refuses, for its options or for memory, has not.
        boolean ran = run.code() == 0 || (lane.own && run.code() == 1);
        if (ran) {
            lane.ms.add(run.ms());
            lane.peak = Math.max(lane.peak, run.peakBytes());
        }
        if (run.code() != 0) {
            lane.note = "exit code " + run.code() + ", " + run.said();
            lane.over = !ran;
            lane.failed = !ran && !(lane.own && (run.code() == 2 || run.code() == 3));
        }
    }

    private Row row(Lane lane) {
        return new Row(
                subject,
                lane.by,
                lane.own,
                null,
                lane.ms.stream().mapToDouble(Double::doubleValue).toArray(),
                Double.NaN,
                Map.of(),
                lane.peak,
                lane.own ? "./lfp " + command : null,
                lane.note.isEmpty() ? null : lane.note,
                lane.failed);
    }

    private List<String> arguments(Settings settings, Path out) throws IOException {
        List<String> arguments = resolved(settings, command);
        arguments.addAll(
                List.of("--out", out.toString(), "--quiet", "--threads", Integer.toString(settings.threads())));
        if (!settings.onDevice()) {
            arguments.add("--backend=cpu");
        }
        return arguments;
    }

    private List<String> resolved(Settings settings, String line) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            if (word.startsWith("DATA/") && settings.checkout() != null) {
                Path file = settings.checkout()
                        .resolve("validation")
                        .resolve("data")
                        .resolve(word.substring(5));
                if (!Files.exists(file)) {
                    throw new InvalidInputException("There is no file " + file + ".");
                }
                word = file.toString();
            }
            arguments.add(
                    word.equals("SAMPLES")
                            ? RandomSamples.file(settings.workshop(), subject.dimension(), (int) subject.n())
                                    .toString()
                            : word);
        }
        return arguments;
    }
}
