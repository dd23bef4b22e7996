package org.fprinciple.operator;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.Vec;

/**
 * What a {@link SpectralOperator} needs to know of the samples, summed chunk by chunk: transforms of the density ρ = Σ δ(x
 * − x_i) and, for the exact operator, of x_a ρ and x_a x_b ρ on twice the modes; of s ρ and x_a s ρ, s = y − h_ini, on the
 * modes; and plain sums for the free functions, about the first sample, so that data far from the origin lose no digits.
 */
final class SampleSums {
    private final int dimension;
    private final int fields;
    private final Backend backend;
    private final HalfSpectrum spectrum;
    private final HalfSpectrum doubled;
    private final NufftPlan densityPlan;
    private final NufftPlan targetPlan;
    private final double[] min;
    private final double[] max;
    private final double[][] gram;
    private final double[] projections;
    private double[] origin = new double[0];
    private long size;
    private double targetSquare;

    SampleSums(
            int dimension,
            int fields,
            Backend backend,
            HalfSpectrum spectrum,
            HalfSpectrum doubled,
            double side,
            double tolerance) {
        this.dimension = dimension;
        this.fields = fields;
        this.backend = backend;
        this.spectrum = spectrum;
        this.doubled = doubled;
        this.densityPlan = backend.nufft(doubled, side, tolerance);
        this.targetPlan = backend.nufft(spectrum, side, tolerance);
        densityPlan.clear(momentCount());
        targetPlan.clear(fields);
        this.min = new double[dimension];
        this.max = new double[dimension];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
        this.gram = new double[dimension + 1][dimension + 1];
        this.projections = new double[dimension + 1];
    }

    private int momentCount() {
        return fields * (fields + 1) / 2;
    }

    /** The place of x_a x_b ρ, where 0 stands for 1: rows of a triangle. */
    static int moment(int a, int b, int dimension) {
        int low = Math.min(a, b);
        int high = Math.max(a, b);
        return low * (dimension + 1) - low * (low - 1) / 2 + high - low;
    }

    /**
     * Adds samples.
     *
     * @param s y − h_ini, as many as there are points
     */
    void add(DMatrixRMaj x, double[] s) {
        int n = x.numRows;
        if (size == 0) {
            origin = Arrays.copyOf(x.data, dimension);
        }
        size += n;
        double[] row = new double[dimension + 1];
        row[0] = 1;
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < dimension; a++) {
                double v = x.data[i * dimension + a];
                min[a] = Math.min(min[a], v);
                max[a] = Math.max(max[a], v);
                row[a + 1] = v - origin[a];
            }
            targetSquare += s[i] * s[i];
            for (int a = 0; a <= dimension; a++) {
                projections[a] += row[a] * s[i];
                for (int b = 0; b <= a; b++) {
                    gram[a][b] += row[a] * row[b];
                }
            }
        }
        double[][] weights = new double[momentCount()][n];
        double[][] targets = new double[fields][n];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < fields; a++) {
                double xa = a == 0 ? 1 : x.data[i * dimension + a - 1];
                targets[a][i] = xa * s[i];
                for (int b = a; b < fields; b++) {
                    weights[moment(a, b, dimension)][i] = b == 0 ? xa : xa * x.data[i * dimension + b - 1];
                }
            }
        }
        densityPlan.setPoints(x.data, n);
        densityPlan.spread(weights);
        targetPlan.setPoints(x.data, n);
        targetPlan.spread(targets);
    }

    /**
     * The least and the greatest corner of the samples' bounding box, (2, d).
     *
     * @throws InvalidInputException if there are no samples
     */
    DMatrixRMaj bounds() {
        if (size == 0) {
            throw new InvalidInputException("There are no samples.");
        }
        DMatrixRMaj corners = new DMatrixRMaj(2, dimension);
        System.arraycopy(min, 0, corners.data, 0, dimension);
        System.arraycopy(max, 0, corners.data, dimension, dimension);
        return corners;
    }

    long size() {
        return size;
    }

    /** Σ s². */
    double targetSquare() {
        return targetSquare;
    }

    /** The first sample, (d). */
    double[] origin() {
        return origin;
    }

    /** Σ p_a p_b over the samples for p = 1, x_a − o_a; lower triangle. */
    double[][] gram() {
        return gram;
    }

    /** Σ p_a s. */
    double[] projections() {
        return projections;
    }

    /** F[x_a x_b ρ] on twice the modes, by {@link #moment}; to be asked once, as their grids are then given back. */
    Vec[] moments() {
        Vec[] moments = new Vec[momentCount()];
        Arrays.setAll(moments, m -> backend.vector(doubled.length()));
        densityPlan.collect(moments);
        densityPlan.close();
        return moments;
    }

    /** F[s ρ], F[x_a s ρ] on the modes; to be asked once. */
    Vec[] targets() {
        Vec[] targets = new Vec[fields];
        Arrays.setAll(targets, f -> backend.vector(spectrum.length()));
        targetPlan.collect(targets);
        targetPlan.close();
        return targets;
    }
}
