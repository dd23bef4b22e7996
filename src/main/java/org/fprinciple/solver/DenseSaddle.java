package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;

/**
 * [K + εD^{−1}, P; Pᵀ, 0] [α; β] = [y − h_ini; 0] by the null-space method (theory-notes/fp-norm.md §2): Cholesky on
 * what is orthogonal to P, then β by back substitution, then iterative refinement with residuals from the kernel's own
 * products.
 */
final class DenseSaddle {
    private static final int MOST_REFINEMENTS = 3;
    /** Below this share of the largest eigenvalue a negative one is rounding. */
    static final double INDEFINITE = 1e-10;

    private final Kernel kernel;
    private final Dataset data;
    private final MergedSamples samples;
    private final FreeSpace free;
    private final Backend backend;
    private final PointFunction start;
    private final double epsilon;
    private final Progress progress;
    private boolean rankDeficient;

    DenseSaddle(
            Kernel kernel,
            Dataset data,
            MergedSamples samples,
            FreeSpace free,
            Backend backend,
            PointFunction start,
            double epsilon,
            Progress progress) {
        this.kernel = kernel;
        this.data = data;
        this.samples = samples;
        this.free = free;
        this.backend = backend;
        this.start = start;
        this.epsilon = epsilon;
        this.progress = progress;
    }

    /** λ_max of Π D^{1/2} K D^{1/2} Π: the kernel's largest eigenvalue on all samples, free functions apart. */
    static double largestEigenvalue(Kernel kernel, MergedSamples samples, FreeSpace free, Backend backend) {
        int n = samples.size();
        double[] root = free.rootMultiplicity();
        return LargestEigenvalue.of(n, v -> {
            project(v, free);
            for (int i = 0; i < n; i++) {
                v[i] *= root[i];
            }
            DMatrixRMaj image = kernel.product(
                    samples.inputs(), samples.inputs(), DMatrixRMaj.wrap(n, 1, v), backend, Progress.NONE);
            for (int i = 0; i < n; i++) {
                image.data[i] *= root[i];
            }
            project(image.data, free);
            return image.data;
        });
    }

    private static void project(double[] v, FreeSpace free) {
        free.toReduced(v);
        Arrays.fill(v, 0, free.rank(), 0);
        free.fromReduced(v);
    }

    LfpSolution solve(double tolerance, String why) {
        int n = samples.size();
        int p = free.rank();
        int d = samples.inputs().numCols;
        DenseAlgebra algebra = backend.dense(n);
        Memory.require(
                algebra.eigenBytes(n),
                String.format(java.util.Locale.ROOT, "Dense matrices for n = %,d distinct points", n),
                "solve for fewer points" + (d == 1 ? ", or with --method banded" : ""));
        double[] root = free.rootMultiplicity();

        progress.phase("kernel matrix", n);
        DMatrixRMaj reduced = free.reduce(Finite.kernel(kernel.matrix(samples.inputs(), backend, progress)));
        int m = reduced.numRows;
        for (int i = 0; i < m; i++) {
            reduced.data[i * m + i] += epsilon;
        }
        progress.phase("factorisation", 0);
        DenseAlgebra.Solve factor = m == 0 ? b -> b : factorise(reduced, algebra);

        double[] h0 = start.at(samples.inputs());
        double[] target = new double[n];
        for (int i = 0; i < n; i++) {
            target[i] = samples.targets()[i] - h0[i];
        }
        double scale = weightedNorm(target, root);
        double[] alpha = new double[n];
        double[] beta = new double[0];
        double[] residual = target;
        double[] fitted = new double[n];
        double reached = Double.POSITIVE_INFINITY;
        int refinements = -1;
        progress.phase("solve and refine", 0);
        while (refinements < MOST_REFINEMENTS) {
            double[] nextAlpha = alpha.clone();
            double[] s = new double[n];
            for (int i = 0; i < n; i++) {
                s[i] = root[i] * residual[i];
            }
            free.toReduced(s);
            double[] step = factor.solve(Arrays.copyOfRange(s, p, n));
            double[] gamma = new double[n];
            System.arraycopy(step, 0, gamma, p, m);
            free.fromReduced(gamma);
            for (int i = 0; i < n; i++) {
                nextAlpha[i] += root[i] * gamma[i];
            }
            double[] image = kernel.product(
                            samples.inputs(),
                            samples.inputs(),
                            DMatrixRMaj.wrap(n, 1, nextAlpha),
                            backend,
                            Progress.NONE)
                    .data;
            double[] rest = new double[n];
            for (int i = 0; i < n; i++) {
                rest[i] = root[i] * (target[i] - image[i] - epsilon * nextAlpha[i] / (root[i] * root[i]));
            }
            free.toReduced(rest);
            double[] nextBeta = free.fit(rest, d);
            double[] smooth = free.evaluate(samples.inputs(), nextBeta);
            double[] nextResidual = new double[n];
            double[] nextFitted = new double[n];
            for (int i = 0; i < n; i++) {
                nextFitted[i] = image[i] + smooth[i];
                nextResidual[i] = target[i] - nextFitted[i] - epsilon * nextAlpha[i] / (root[i] * root[i]);
            }
            double size = scale == 0 ? 0 : weightedNorm(nextResidual, root) / scale;
            if (!(size < reached) && refinements >= 0) {
                break;
            }
            alpha = nextAlpha;
            beta = nextBeta;
            residual = nextResidual;
            fitted = nextFitted;
            reached = size;
            refinements++;
            if (size <= 1e-15) {
                break;
            }
        }
        return solution(alpha, beta, fitted, target, tolerance, reached, refinements, algebra.name(), why);
    }

    /**
     * Cholesky; where the matrix is singular to working precision its pseudo-inverse, which is where training ends: what
     * the kernel cannot move stays. An indefinite kernel is refused.
     */
    private DenseAlgebra.Solve factorise(DMatrixRMaj reduced, DenseAlgebra algebra) {
        DenseAlgebra.Solve factor = algebra.cholesky(reduced.copy());
        if (factor != null) {
            return factor;
        }
        rankDeficient = true;
        DenseAlgebra.Eigen eigen = algebra.symmetricEigen(reduced);
        requireDefinite(eigen.values());
        int m = eigen.values().length;
        return b -> {
            DMatrixRMaj coordinates = new DMatrixRMaj(m, 1);
            algebra.multiplyAdd(eigen.vectors(), false, DMatrixRMaj.wrap(m, 1, b), false, coordinates);
            for (int j = 0; j < m; j++) {
                coordinates.data[j] = eigen.values()[j] > eigen.noise() ? coordinates.data[j] / eigen.values()[j] : 0;
            }
            DMatrixRMaj x = new DMatrixRMaj(m, 1);
            algebra.multiplyAdd(eigen.vectors(), true, coordinates, false, x);
            return x.data;
        };
    }

    /**
     * @param values eigenvalues in ascending order
     * @throws InvalidInputException if one is negative beyond rounding
     */
    static void requireDefinite(double[] values) {
        double least = values[0];
        double largest = values[values.length - 1];
        if (least < -INDEFINITE * largest) {
            throw new InvalidInputException("The kernel is not positive definite on these data (eigenvalues from "
                    + least + " to " + largest
                    + "): the zero mode \"law\" and the infinite-width kernel need biases that"
                    + " cover the data, so widen the law of b or use --zero-mode free; elsewhere take a smaller box.");
        }
    }

    private SolveStatus status(double tolerance, double reached) {
        if (reached <= tolerance) {
            return SolveStatus.CONVERGED;
        }
        if (!rankDeficient) {
            return SolveStatus.TOLERANCE_NOT_REACHED;
        }
        return kernel instanceof BoxKernel ? SolveStatus.NOT_INTERPOLABLE : SolveStatus.SINGULAR_KERNEL;
    }

    private static double weightedNorm(double[] v, double[] root) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            sum += root[i] * root[i] * v[i] * v[i];
        }
        return Math.sqrt(sum);
    }

    private LfpSolution solution(
            double[] alpha,
            double[] beta,
            double[] fitted,
            double[] target,
            double tolerance,
            double reached,
            int refinements,
            String library,
            String why) {
        int n = alpha.length;
        double norm2 = 0;
        double squares = samples.scatter();
        for (int i = 0; i < n; i++) {
            // αᵀPβ = 0, so αᵀKα = αᵀ(Kα + Pβ).
            norm2 += alpha[i] * fitted[i];
            squares += samples.multiplicity()[i] * (fitted[i] - target[i]) * (fitted[i] - target[i]);
        }
        PointFunction function = x -> {
            kernel.requireCovers(samples.inputs(), x);
            double[] h = start.at(x);
            double[] smooth = free.evaluate(x, beta);
            double[] image = kernel.product(x, samples.inputs(), DMatrixRMaj.wrap(n, 1, alpha), backend, progress).data;
            for (int i = 0; i < h.length; i++) {
                h[i] += image[i] + smooth[i];
            }
            return h;
        };
        SolveStatistics statistics = new SolveStatistics(
                "dense", why, library, refinements, tolerance, reached, status(tolerance, reached), free.dropped());
        return new LfpSolution(
                data,
                function,
                alpha,
                beta,
                epsilon,
                Math.sqrt(Math.max(0, norm2)),
                Math.sqrt(squares / data.size()),
                statistics);
    }
}
