package org.fprinciple.bench;

import java.nio.file.Path;
import java.util.List;
import org.fprinciple.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * How a benchmark is run.
 *
 * @param backends each is timed
 * @param threads of the backends, and of peers
 * @param quick small sizes and few repetitions, for a trial
 * @param repeat how often each case is timed, where it is short; null for 7, or 3 of a whole run
 * @param checkout the folder with {@code validation}; null where the program runs without one
 */
public record Settings(
        List<Backend> backends,
        int threads,
        boolean quick,
        @Nullable Integer repeat,
        @Nullable Path checkout,
        Workshop workshop,
        Peers peers) {

    /** Whether whole runs take a device for what it can do. */
    boolean onDevice() {
        return backends.stream().anyMatch(backend -> backend.deviceName() != null);
    }

    /** {@code full}, or {@code trial} in a quick run. */
    int size(int full, int trial) {
        return quick ? trial : full;
    }

    int repetitions(boolean wholeRun) {
        if (repeat != null) {
            return repeat;
        }
        if (quick) {
            return wholeRun ? 1 : 3;
        }
        return wholeRun ? 3 : 7;
    }

    /** How long work is run untimed first, so that the JVM has compiled it. */
    double warmUpSeconds() {
        return quick ? 0.1 : 2;
    }
}
