package org.fprinciple.report.page;

import org.jspecify.annotations.Nullable;

/** Arrays that belong together have sizes that fit: a page with a wrong one would be drawn wrongly without a word. */
final class Shapes {
    private Shapes() {}

    static void require(String what, double @Nullable [] values, int length) {
        if (values != null && values.length != length) {
            throw new IllegalArgumentException("%s: %d values, expected %d".formatted(what, values.length, length));
        }
    }

    static void require(String what, double @Nullable [][] values, int rows, int columns) {
        if (values == null) {
            return;
        }
        if (values.length != rows) {
            throw new IllegalArgumentException("%s: %d rows, expected %d".formatted(what, values.length, rows));
        }
        for (double[] row : values) {
            require(what, row, columns);
        }
    }

    /** Points of a line {x}, of a grid {g1, g2}, or as many as there are samples. */
    static int points(double[][] axes, int samples) {
        return switch (axes.length) {
            case 0 -> samples;
            case 1 -> axes[0].length;
            case 2 -> axes[0].length * axes[1].length;
            default -> throw new IllegalArgumentException(axes.length + " axes, expected at most two");
        };
    }
}
