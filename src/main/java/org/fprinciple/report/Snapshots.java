package org.fprinciple.report;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Picks the few of many times of a trajectory that tell its story. */
final class Snapshots {
    private Snapshots() {}

    /**
     * Times at even steps of progress, which counts half by log time (position in the list) and half by how far the
     * prediction has moved, so that neither an early rush nor a slow late phase fills all the pictures.
     *
     * @param h predictions, K × n
     * @return at most {@code count} ascending indices into the K times, the first and the last among them
     */
    static int[] choose(double[][] h, int count) {
        int last = h.length - 1;
        double[] path = new double[h.length];
        for (int k = 1; k <= last; k++) {
            path[k] = path[k - 1] + distance(h[k - 1], h[k]);
        }
        double whole = path[last] > 0 && Double.isFinite(path[last]) ? path[last] : 1;
        double[] progress = IntStream.rangeClosed(0, last)
                .mapToDouble(k -> (double) k / Math.max(1, last) + path[k] / whole)
                .toArray();
        return IntStream.range(0, count)
                .map(j -> nearest(progress, progress[last] * j / (count - 1)))
                .distinct()
                .toArray();
    }

    private static int nearest(double[] ascending, double value) {
        int best = 0;
        for (int k = 1; k < ascending.length; k++) {
            if (Math.abs(ascending[k] - value) <= Math.abs(ascending[best] - value)) {
                best = k;
            }
        }
        return best;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .filter(Double::isFinite)
                .sum());
    }

    /** Labels "t = …" with as many digits as it takes to tell the times apart, at least two. */
    static List<String> labels(double[] t) {
        int digits = 2;
        while (digits < 6
                && texts(t, digits).distinct().count()
                        < DoubleStream.of(t).distinct().count()) {
            digits++;
        }
        return texts(t, digits).toList();
    }

    private static Stream<String> texts(double[] t, int digits) {
        DoubleFunction<String> text = v -> "t = " + Ticks.number(v, digits);
        return DoubleStream.of(t).mapToObj(text);
    }
}
