package org.fprinciple.backend;

import org.ejml.data.DMatrixRMaj;

/**
 * Points, coordinate by coordinate: one array an axis, so that loops over points run through contiguous memory and the
 * JIT compiler vectorises them. Every entry is computed alone, so that its bits do not depend on which others are asked
 * for with it. Immutable.
 */
public final class Columns {
    private final int size;
    private final double[][] axes;

    /** A copy of the rows of x (n, d). */
    public Columns(DMatrixRMaj x) {
        this.size = x.numRows;
        int d = x.numCols;
        this.axes = new double[d][size];
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < d; c++) {
                axes[c][i] = x.data[i * d + c];
            }
        }
    }

    /** The number of points, n. */
    public int size() {
        return size;
    }

    /** Writes point {@code i} (d). */
    public void get(int i, double[] point) {
        for (int c = 0; c < point.length; c++) {
            point[c] = axes[c][i];
        }
    }

    /** Writes |point − x_{from+t}|² for t = 0 … count−1. */
    public void squaredDistances(double[] point, int from, int count, double[] out) {
        switch (axes.length) {
            case 1 -> distances1(axes[0], point[0], from, count, out);
            case 2 -> distances2(axes[0], axes[1], point, from, count, out);
            case 3 -> distances3(axes[0], axes[1], axes[2], point, from, count, out);
            default -> {
                java.util.Arrays.fill(out, 0, count, 0);
                int c = 0;
                for (; c + 3 < axes.length; c += 4) {
                    addSquares4(axes, c, point, from, count, out);
                }
                for (; c < axes.length; c++) {
                    addSquares(axes[c], point[c], from, count, out);
                }
            }
        }
    }

    private static void distances1(double[] x, double p, int from, int count, double[] out) {
        for (int t = 0; t < count; t++) {
            double u = x[from + t] - p;
            out[t] = u * u;
        }
    }

    private static void distances2(double[] x, double[] y, double[] point, int from, int count, double[] out) {
        double p = point[0];
        double q = point[1];
        for (int t = 0; t < count; t++) {
            double u = x[from + t] - p;
            double v = y[from + t] - q;
            out[t] = u * u + v * v;
        }
    }

    private static void distances3(
            double[] x, double[] y, double[] z, double[] point, int from, int count, double[] out) {
        double p = point[0];
        double q = point[1];
        double r = point[2];
        for (int t = 0; t < count; t++) {
            double u = x[from + t] - p;
            double v = y[from + t] - q;
            double w = z[from + t] - r;
            out[t] = u * u + v * v + w * w;
        }
    }

    /** Four axes in one pass over {@code out}. */
    private static void addSquares4(double[][] axes, int c, double[] point, int from, int count, double[] out) {
        double[] x = axes[c];
        double[] y = axes[c + 1];
        double[] z = axes[c + 2];
        double[] w = axes[c + 3];
        double p = point[c];
        double q = point[c + 1];
        double r = point[c + 2];
        double s = point[c + 3];
        for (int t = 0; t < count; t++) {
            double a = x[from + t] - p;
            double b = y[from + t] - q;
            double e = z[from + t] - r;
            double f = w[from + t] - s;
            out[t] += (a * a + b * b) + (e * e + f * f);
        }
    }

    private static void addSquares(double[] x, double p, int from, int count, double[] out) {
        for (int t = 0; t < count; t++) {
            double u = x[from + t] - p;
            out[t] += u * u;
        }
    }

    /** Writes point · x_{from+t} for t = 0 … count−1. */
    public void dots(double[] point, int from, int count, double[] out) {
        java.util.Arrays.fill(out, 0, count, 0);
        for (int c = 0; c < axes.length; c++) {
            addMultiples(axes[c], point[c], from, count, out);
        }
    }

    /** Writes the sum of all coordinates of x_{from+t} for t = 0 … count−1. */
    public void sums(int from, int count, double[] out) {
        java.util.Arrays.fill(out, 0, count, 0);
        for (double[] axis : axes) {
            addMultiples(axis, 1, from, count, out);
        }
    }

    private static void addMultiples(double[] x, double p, int from, int count, double[] out) {
        for (int t = 0; t < count; t++) {
            out[t] += x[from + t] * p;
        }
    }
}
