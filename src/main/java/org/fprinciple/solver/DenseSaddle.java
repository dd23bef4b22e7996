package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.MergedSamples;
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

    private final SaddleSystem system;
    private boolean rankDeficient;

    DenseSaddle(SaddleSystem system) {
        this.system = system;
    }

    /** λ_max of Π D^{1/2} K D^{1/2} Π: the kernel's largest eigenvalue on all samples, free functions apart. */
    static double largestEigenvalue(Kernel kernel, MergedSamples samples, FreeSpace free, Backend backend) {
        backend.require(
                8.0 * samples.size() * (LargestEigenvalue.MOST_STEPS + free.rank() + 4.0),
                String.format(
                        java.util.Locale.ROOT,
                        "The vectors for the largest eigenvalue of n = %,d distinct points",
                        samples.size()),
                "give --ridge in the units of the kernel, or use --backend cpu");
        KernelOperator operator = new KernelOperator(kernel, samples, free, backend);
        return LargestEigenvalue.of(operator::apply, operator.zeros());
    }

    LfpSolution solve(double tolerance, String why) {
        FreeSpace free = system.free();
        DMatrixRMaj x = system.samples().inputs();
        int n = x.numRows;
        int p = free.rank();
        DenseAlgebra algebra = system.backend().dense(n);
        Memory.require(
                algebra.eigenBytes(n),
                String.format(java.util.Locale.ROOT, "Dense matrices for n = %,d distinct points", n),
                "solve for fewer points" + (x.numCols == 1 ? ", or with --method banded" : ""));
        double[] root = free.rootMultiplicity();

        system.progress().phase("kernel matrix", n);
        DMatrixRMaj reduced =
                free.reduce(Finite.kernel(system.kernel().matrix(x, system.backend(), system.progress())));
        int m = reduced.numRows;
        for (int i = 0; i < m; i++) {
            reduced.data[i * m + i] += system.epsilon();
        }
        system.progress().phase("factorisation", 0);
        DenseAlgebra.Solve factor = m == 0 ? b -> b : factorise(reduced, algebra);

        double[] alpha = new double[n];
        double[] residual = system.target();
        SaddleSystem.State best = null;
        int refinements = -1;
        system.progress().phase("solve and refine", 0);
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
            SaddleSystem.State next = system.at(nextAlpha);
            if (best != null && !(next.reached() < best.reached())) {
                break;
            }
            best = next;
            alpha = nextAlpha;
            residual = next.residual();
            refinements++;
            if (next.reached() <= 1e-15) {
                break;
            }
        }
        SaddleSystem.State reached = java.util.Objects.requireNonNull(best);
        return system.solution(
                reached,
                new SolveStatistics(
                        "dense",
                        why,
                        algebra.name(),
                        refinements,
                        tolerance,
                        reached.reached(),
                        status(tolerance, reached.reached()),
                        free.dropped()));
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
            throw new InvalidInputException(
                    "The kernel is not positive definite on these data (eigenvalues from "
                            + least + " to " + largest
                            + "): the zero mode \"law\" and the infinite-width kernel need biases that cover the data, so widen the"
                            + " law of b or use --zero-mode free; a box must resolve the data, so take a smaller one or more --modes.");
        }
    }

    private SolveStatus status(double tolerance, double reached) {
        if (reached <= tolerance) {
            return SolveStatus.CONVERGED;
        }
        if (!rankDeficient) {
            return SolveStatus.TOLERANCE_NOT_REACHED;
        }
        return system.kernel() instanceof BoxKernel ? SolveStatus.NOT_INTERPOLABLE : SolveStatus.SINGULAR_KERNEL;
    }
}
