package org.fprinciple.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.fprinciple.io.NpzWriter;

/** Generated data: n points anywhere in [−1, 1]^d, a wave and a step along the first input, a little noise. */
final class RandomSamples {
    private static final double NOISE = 0.01;

    private RandomSamples() {}

    /** Their file, written once. */
    static Path file(Workshop workshop, int d, int n) throws IOException {
        Path file = workshop.folder().resolve("samples-" + d + "-" + n + ".npz");
        if (!Files.exists(file)) {
            SplittableRandom random = new SplittableRandom(3);
            double[] x = random.doubles((long) n * d, -1, 1).toArray();
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                double first = x[i * d];
                double last = x[i * d + d - 1];
                y[i] = Math.sin(4 * first) * Math.cos(3 * last)
                        + (first > 0.3 ? 1 : 0)
                        + NOISE * (2 * random.nextDouble() - 1);
            }
            try (NpzWriter npz = new NpzWriter(file)) {
                npz.add("X", x, n, d);
                npz.add("y", y, n);
            }
        }
        return file;
    }
}
