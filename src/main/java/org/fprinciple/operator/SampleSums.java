package org.fprinciple.operator;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.Vec;

/**
 * What a {@link SpectralOperator} needs to know of the samples, summed chunk by chunk: transforms of the density ρ = Σ δ(x
 * − x_i) and, for the exact operator, of x_a ρ and x_a x_b ρ on twice the modes; of s ρ and x_a s ρ, s = y − h_ini, on the
 * modes; and plain sums for the free functions, about the first sample, so that data far from the origin lose no digits.
 */
final class SampleSums implements AutoCloseable {
    /** Samples whose plain sums one thread takes: parts do not depend on the number of threads. */
    private static final int PART = 1 << 14;

    private final int dimension;
    private final Backend backend;
    private final SampleTransforms transforms;
    private final Plain total;
    private double[] origin = new double[0];
    private long size;

    /** @param most the rows of the largest chunk */
    SampleSums(
            int dimension,
            int fields,
            Backend backend,
            HalfSpectrum spectrum,
            HalfSpectrum doubled,
            double side,
            double tolerance,
            int most) {
        this.dimension = dimension;
        this.backend = backend;
        this.transforms = backend.sampleTransforms(doubled, spectrum, fields, side, tolerance, most);
        this.total = new Plain(dimension);
    }

    /** Sums that need no transform. */
    private static final class Plain {
        final double[] min;
        final double[] max;
        final double[][] gram;
        final double[] projections;
        double targetSquare;

        Plain(int dimension) {
            this.min = new double[dimension];
            this.max = new double[dimension];
            Arrays.fill(min, Double.POSITIVE_INFINITY);
            Arrays.fill(max, Double.NEGATIVE_INFINITY);
            this.gram = new double[dimension + 1][dimension + 1];
            this.projections = new double[dimension + 1];
        }

        void add(double[] x, double[] s, int from, int to, double[] origin) {
            int d = min.length;
            double[] row = new double[d + 1];
            row[0] = 1;
            for (int i = from; i < to; i++) {
                for (int a = 0; a < d; a++) {
                    double v = x[i * d + a];
                    min[a] = Math.min(min[a], v);
                    max[a] = Math.max(max[a], v);
                    row[a + 1] = v - origin[a];
                }
                targetSquare += s[i] * s[i];
                for (int a = 0; a <= d; a++) {
                    projections[a] += row[a] * s[i];
                    for (int b = 0; b <= a; b++) {
                        gram[a][b] += row[a] * row[b];
                    }
                }
            }
        }

        void add(Plain more) {
            targetSquare += more.targetSquare;
            for (int a = 0; a < min.length; a++) {
                min[a] = Math.min(min[a], more.min[a]);
                max[a] = Math.max(max[a], more.max[a]);
            }
            for (int a = 0; a < projections.length; a++) {
                projections[a] += more.projections[a];
                for (int b = 0; b <= a; b++) {
                    gram[a][b] += more.gram[a][b];
                }
            }
        }
    }

    /**
     * Adds samples.
     *
     * @param x (n, d), row by row
     * @param s y − h_ini (n)
     */
    void add(double[] x, double[] s, int n) {
        if (size == 0) {
            origin = Arrays.copyOf(x, dimension);
        }
        size += n;
        // First, as a device then works beside the host.
        transforms.add(x, s, n);
        Plain[] parts = new Plain[(n + PART - 1) / PART];
        backend.forEach(parts.length, p -> {
            parts[p] = new Plain(dimension);
            parts[p].add(x, s, p * PART, Math.min(n, (p + 1) * PART), origin);
        });
        for (Plain part : parts) {
            total.add(part);
        }
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
        System.arraycopy(total.min, 0, corners.data, 0, dimension);
        System.arraycopy(total.max, 0, corners.data, dimension, dimension);
        return corners;
    }

    long size() {
        return size;
    }

    /** Σ s². */
    double targetSquare() {
        return total.targetSquare;
    }

    /** The first sample, (d). */
    double[] origin() {
        return origin;
    }

    /** Σ p_a p_b over the samples for p = 1, x_a − o_a; lower triangle. */
    double[][] gram() {
        return total.gram;
    }

    /** Σ p_a s. */
    double[] projections() {
        return total.projections;
    }

    /** F[x_a x_b ρ] on twice the modes, by {@link SampleTransforms#moment}; to be asked once. */
    Vec[] moments() {
        return transforms.moments();
    }

    /** F[s ρ], F[x_a s ρ] on the modes; to be asked once. */
    Vec[] targets() {
        return transforms.targets();
    }

    @Override
    public void close() {
        transforms.close();
    }
}
