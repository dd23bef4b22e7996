package org.fprinciple.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The same short work by this program and by peers, in turns: a noisy machine then disturbs all alike.
 *
 * @param bytes foreseen for all together
 */
record Race(Subject subject, double bytes, List<Entrant> entrants, List<Reference> references) implements Case {
    /** A long race ends once it has taken this long and each has run three times. */
    private static final double ENOUGH_SECONDS = 60;

    private static final int LEAST = 3;

    /** Between turns: threads of whoever had the last one may spin on for a while (PyTorch's OpenMP did for 6 ms). */
    private static final long REST_NANOS = 100_000_000;

    /** By then the JVM has compiled loops that take a tenth of a second each. */
    private static final int WARM_UPS = 10;

    /** @param own whether it is this program, which is compared with all that are not */
    record Entrant(String by, boolean own, Contender.Start start) {
        static Entrant own(String by, Contender.Start start) {
            return new Entrant(by, true, start);
        }

        static Entrant peer(String by, Contender.Start start) {
            return new Entrant(by, false, start);
        }
    }

    /** An entrant, what it runs and its times so far; without a contender once it has failed. */
    private static final class Lane {
        private final Entrant entrant;
        private final List<Double> ms = new ArrayList<>();
        private @Nullable Contender contender;
        private @Nullable String reason;
        private boolean failed;
        private boolean absent;

        Lane(Entrant entrant) {
            this.entrant = entrant;
        }

        /** Does something; a failure ends this lane alone. */
        void attempt(Attempt attempt) {
            try {
                attempt.run();
            } catch (AbsentException e) {
                absent = true;
            } catch (InsufficientResourceException e) {
                leave(e, false);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                leave(e, true);
            }
        }

        private void leave(Throwable why, boolean failure) {
            reason = why.getMessage() == null ? why.toString() : why.getMessage();
            failed = failure;
            if (contender != null) {
                contender.close();
                contender = null;
            }
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    @Override
    public List<Row> run(Settings settings) {
        System.gc();
        if (bytes > Memory.available()) {
            String reason = "needs " + Memory.text(bytes) + ", " + Memory.text(Memory.available()) + " can be had";
            return entrants.stream()
                    .filter(Entrant::own)
                    .map(e -> Row.without(subject, e.by(), true, reason, false))
                    .toList();
        }
        List<Lane> lanes = entrants.stream().map(Lane::new).toList();
        try {
            for (Lane lane : lanes) {
                lane.attempt(() -> lane.contender = lane.entrant.start().get());
                warmUp(lane, settings.warmUpSeconds());
            }
            time(lanes, settings.repetitions(false));
            return rows(lanes);
        } finally {
            for (Lane lane : lanes) {
                if (lane.contender != null) {
                    lane.contender.close();
                }
            }
        }
    }

    private static void warmUp(Lane lane, double seconds) {
        long began = System.nanoTime();
        boolean warm = false;
        while (lane.contender != null && !warm) {
            once(lane);
            double taken = (System.nanoTime() - began) / 1e9;
            // What is not compiled by the JVM is warm after once.
            warm = !lane.entrant.own() || taken > 4 * seconds || (taken > seconds && lane.ms.size() >= WARM_UPS);
        }
        lane.ms.clear();
    }

    private static void once(Lane lane) {
        Contender contender = lane.contender;
        if (contender != null) {
            lane.attempt(() -> lane.ms.add(contender.once()));
        }
    }

    private static void time(List<Lane> lanes, int repetitions) {
        long began = System.nanoTime();
        for (int r = 0; r < repetitions; r++) {
            if (r >= LEAST && (System.nanoTime() - began) / 1e9 > ENOUGH_SECONDS) {
                return;
            }
            for (Lane lane : lanes) {
                LockSupport.parkNanos(REST_NANOS);
                once(lane);
            }
        }
    }

    private List<Row> rows(List<Lane> lanes) {
        List<Row> rows = new ArrayList<>();
        for (Lane lane : lanes) {
            Contender contender = lane.contender;
            if (lane.absent) {
                // Said once, for all cases.
                continue;
            }
            rows.add(
                    contender == null
                            ? Row.without(
                                    subject,
                                    lane.entrant.by(),
                                    lane.entrant.own(),
                                    String.valueOf(lane.reason),
                                    lane.failed)
                            : new Row(
                                    subject,
                                    lane.entrant.by(),
                                    lane.entrant.own(),
                                    contender.version(),
                                    lane.ms.stream()
                                            .mapToDouble(Double::doubleValue)
                                            .toArray(),
                                    contender.error(),
                                    Map.of(),
                                    0,
                                    null,
                                    null,
                                    false));
        }
        return compared(rows, references);
    }

    /** Adds to each row of ours its ratios to peers and references. */
    static List<Row> compared(List<Row> rows, List<Reference> references) {
        Map<String, Double> medians = new LinkedHashMap<>();
        rows.stream().filter(row -> !row.own()).forEach(row -> medians.put(row.by(), row.median()));
        return rows.stream()
                .map(row -> row.own() ? row.compared(ratios(row.median(), medians, references)) : row)
                .toList();
    }

    private static Map<String, Double> ratios(double own, Map<String, Double> medians, List<Reference> references) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        medians.forEach((by, median) -> put(ratios, by, own / median));
        references.forEach(reference -> put(ratios, reference.name(), own / reference.ms(medians)));
        return ratios;
    }

    private static void put(Map<String, Double> ratios, String name, double ratio) {
        if (Double.isFinite(ratio)) {
            ratios.put(name, ratio);
        }
    }
}
