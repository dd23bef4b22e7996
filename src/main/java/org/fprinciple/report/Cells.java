package org.fprinciple.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Cuts an axis into one cell per grid value, with borders halfway (on a log scale: by ratio) between neighbours. */
final class Cells {
    /** Index in the caller's grid of the i-th cell, ascending. */
    private final int[] order;

    /** Ascending borders, one more than cells. */
    private final double[] edges;

    /**
     * Values that have no place on the axis (NaN; not positive on a log scale) get no cell.
     *
     * @param grid any order and spacing
     */
    Cells(double[] grid, boolean log) {
        order = IntStream.range(0, grid.length)
                .filter(i -> Double.isFinite(grid[i]) && (!log || grid[i] > 0))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> grid[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] centres = Arrays.stream(order).mapToDouble(i -> grid[i]).toArray();
        edges = log
                ? exp(borders(log(centres), 0.5))
                : borders(centres, centres.length == 1 ? 0.5 * scale(centres[0]) : 0.5);
    }

    private static double scale(double centre) {
        return centre == 0 ? 1 : Math.abs(centre);
    }

    /** Borders halfway between centres; the outer cells are symmetric, and a single one has the given half-width. */
    private static double[] borders(double[] centres, double halfWidth) {
        int n = centres.length;
        double[] borders = new double[n == 0 ? 0 : n + 1];
        for (int i = 1; i < n; i++) {
            borders[i] = centres[i - 1] + (centres[i] - centres[i - 1]) / 2;
        }
        if (n == 1) {
            borders[0] = centres[0] - halfWidth;
            borders[1] = centres[0] + halfWidth;
        } else if (n > 1) {
            borders[0] = 2 * centres[0] - borders[1];
            borders[n] = 2 * centres[n - 1] - borders[n - 1];
        }
        return borders;
    }

    private static double[] log(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static double[] exp(double[] values) {
        return Arrays.stream(values).map(Math::exp).toArray();
    }

    /** The borders, ascending; empty if there is no cell. */
    double[] edges() {
        return edges.clone();
    }

    /** Index in the caller's grid of the cell that holds a value, or -1. */
    int find(double value) {
        int at = Arrays.binarySearch(edges, value);
        int cell = at >= 0 ? at : -at - 2;
        return cell >= 0 && cell < order.length ? order[cell] : -1;
    }
}
