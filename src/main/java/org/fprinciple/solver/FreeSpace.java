package org.fprinciple.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.operator.FreeFunctions;
import org.fprinciple.problem.MergedSamples;

/**
 * The free functions on the samples and what is orthogonal to them (theory-notes/fp-norm.md §2): with D the
 * multiplicities and Q = D^{1/2} P, a QR factorisation with column pivoting Q = H [R; 0]. H is a product of
 * Householder reflections and never formed. Columns of P that depend on the others on these samples are dropped.
 */
public final class FreeSpace {
    private static final double DEPENDENT = 1e-10;

    private final FreeFunctions functions;
    private final int n;
    private final double[] rootMultiplicity;
    private final int[] kept;
    private final double[][] reflectors;
    private final double[][] r;
    private final List<Integer> dropped;

    /** @throws InvalidInputException if there are fewer distinct points than free functions */
    public FreeSpace(FreeFunctions functions, MergedSamples samples) {
        this.functions = functions;
        this.n = samples.size();
        this.rootMultiplicity = new double[n];
        for (int i = 0; i < n; i++) {
            rootMultiplicity[i] = Math.sqrt(samples.multiplicity()[i]);
        }
        int p = functions.count(samples.inputs().numCols);
        if (n < p) {
            throw new InvalidInputException("The data have " + n + " distinct input(s), but " + p
                    + " free functions (" + (functions == FreeFunctions.AFFINE ? "1 and the inputs" : "1")
                    + ") must be fitted to them: add samples, or use --zero-mode law.");
        }
        DMatrixRMaj values = functions.at(samples.inputs());
        double[][] columns = new double[p][n];
        double[] norms = new double[p];
        for (int c = 0; c < p; c++) {
            for (int i = 0; i < n; i++) {
                columns[c][i] = rootMultiplicity[i] * values.get(i, c);
            }
            norms[c] = norm(columns[c], 0);
        }
        List<Integer> chosen = new ArrayList<>();
        List<double[]> found = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int c = 0; c < p; c++) {
            open.add(c);
        }
        while (!open.isEmpty()) {
            int step = found.size();
            int best = open.get(0);
            for (int c : open) {
                if (norm(columns[c], step) / norms[c] > norm(columns[best], step) / norms[best]) {
                    best = c;
                }
            }
            if (step == n || norm(columns[best], step) <= DEPENDENT * norms[best]) {
                break;
            }
            open.remove(Integer.valueOf(best));
            double[] v = reflector(columns[best], step);
            found.add(v);
            chosen.add(best);
            for (int c = 0; c < p; c++) {
                reflect(v, step, columns[c]);
            }
        }
        this.dropped = open;
        this.kept = chosen.stream().mapToInt(Integer::intValue).toArray();
        this.reflectors = found.toArray(new double[0][]);
        this.r = new double[kept.length][];
        for (int k = 0; k < kept.length; k++) {
            r[k] = Arrays.copyOf(columns[kept[k]], kept.length);
        }
    }

    private static double norm(double[] v, int from) {
        double sum = 0;
        for (int i = from; i < v.length; i++) {
            sum += v[i] * v[i];
        }
        return Math.sqrt(sum);
    }

    /** A unit v with (I − 2vvᵀ) x = ∓‖x‖ e_step on the entries from {@code step}. */
    private static double[] reflector(double[] x, int step) {
        double[] v = x.clone();
        Arrays.fill(v, 0, step, 0);
        v[step] += Math.copySign(norm(x, step), v[step]);
        double length = norm(v, step);
        for (int i = step; i < v.length; i++) {
            v[i] /= length;
        }
        return v;
    }

    private static void reflect(double[] v, int from, double[] x) {
        double dot = 0;
        for (int i = from; i < x.length; i++) {
            dot += v[i] * x[i];
        }
        for (int i = from; i < x.length; i++) {
            x[i] -= 2 * dot * v[i];
        }
    }

    /** How many free functions are left, the rank of P. */
    public int rank() {
        return kept.length;
    }

    /** Which of the free functions are left, as indices. */
    int[] kept() {
        return kept;
    }

    /** Which of the free functions were dropped, as indices. */
    public List<Integer> dropped() {
        return dropped;
    }

    /** √ of the multiplicities, (n). */
    double[] rootMultiplicity() {
        return rootMultiplicity;
    }

    /** Hᵀ x, in place. */
    public void toReduced(double[] x) {
        for (int k = 0; k < reflectors.length; k++) {
            reflect(reflectors[k], k, x);
        }
    }

    /** H x, in place. */
    public void fromReduced(double[] x) {
        for (int k = reflectors.length - 1; k >= 0; k--) {
            reflect(reflectors[k], k, x);
        }
    }

    /** An orthonormal basis of D^{1/2} P, the first columns of H, as rows (rank, n). */
    public double[][] basis() {
        double[][] basis = new double[rank()][n];
        for (int k = 0; k < basis.length; k++) {
            basis[k][k] = 1;
            fromReduced(basis[k]);
        }
        return basis;
    }

    /**
     * The kernel on what is orthogonal to the free functions: the trailing block of Hᵀ D^{1/2} K D^{1/2} H.
     *
     * @param kernel K (n, n), destroyed
     * @return (n − rank, n − rank), in the same memory
     */
    public DMatrixRMaj reduce(DMatrixRMaj kernel) {
        double[] k = kernel.data;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                k[i * n + j] *= rootMultiplicity[i] * rootMultiplicity[j];
            }
        }
        double[] w = new double[n];
        for (double[] v : reflectors) {
            // (I − 2vvᵀ) K (I − 2vvᵀ) = K − v wᵀ − w vᵀ with w = 2 (K v − (vᵀKv) v).
            double quadratic = 0;
            for (int i = 0; i < n; i++) {
                double dot = 0;
                for (int j = 0; j < n; j++) {
                    dot += k[i * n + j] * v[j];
                }
                w[i] = dot;
                quadratic += v[i] * dot;
            }
            for (int i = 0; i < n; i++) {
                w[i] = 2 * (w[i] - quadratic * v[i]);
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    k[i * n + j] -= v[i] * w[j] + w[i] * v[j];
                }
            }
        }
        int p = rank();
        int m = n - p;
        for (int i = 0; i < m; i++) {
            System.arraycopy(k, (i + p) * n + p, k, i * m, m);
        }
        kernel.reshape(m, m, true);
        return kernel;
    }

    /**
     * The coordinates t (rank) of the smallest c = D^{1/2} H [t; 0] with Pᵀc = {@code values}.
     *
     * @param values of all free functions (p); those of dropped ones are not looked at
     */
    public double[] weights(double[] values) {
        double[] t = new double[rank()];
        for (int k = 0; k < t.length; k++) {
            double sum = values[kept[k]];
            for (int i = 0; i < k; i++) {
                sum -= r[k][i] * t[i];
            }
            t[k] = sum / r[k][k];
        }
        return t;
    }

    /**
     * β of the fit of the free functions to Hᵀ D^{1/2} f, by back substitution.
     *
     * @param reducedTarget Hᵀ D^{1/2} f (n), of which the first entries are used
     * @return coefficients of all free functions (p), 0 for those that were dropped
     */
    double[] fit(double[] reducedTarget, int dimension) {
        int p = rank();
        double[] solution = new double[p];
        for (int i = p - 1; i >= 0; i--) {
            double sum = reducedTarget[i];
            for (int k = i + 1; k < p; k++) {
                sum -= r[k][i] * solution[k];
            }
            solution[i] = sum / r[i][i];
        }
        double[] beta = new double[functions.count(dimension)];
        for (int k = 0; k < p; k++) {
            beta[kept[k]] = solution[k];
        }
        return beta;
    }

    /** Σ_c β_c P_c at the rows of x. */
    double[] evaluate(DMatrixRMaj x, double[] beta) {
        DMatrixRMaj values = functions.at(x);
        double[] sum = new double[x.numRows];
        for (int i = 0; i < sum.length; i++) {
            for (int c = 0; c < beta.length; c++) {
                sum[i] += values.get(i, c) * beta[c];
            }
        }
        return sum;
    }
}
