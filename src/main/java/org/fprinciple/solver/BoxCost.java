package org.fprinciple.solver;

import org.fprinciple.operator.BoxKernel;

/**
 * What the methods on a box cost, by operations, in seconds of processor time on a server: to choose among them, not to promise
 * (theory-notes/numerics.md §5).
 *
 * @param kernel the box
 * @param n distinct inputs
 * @param ridge ε
 */
record BoxCost(BoxKernel kernel, double n, Ridge ridge) {
    /** What conjugate gradients on the dual take where the ridge is small: 4 to 20 were measured. */
    private static final int DUAL_ITERATIONS = 15;

    /** The numbers on each axis that an interpolated value takes, in products and, in space, in blocks. */
    private static final double STENCIL = 14;

    private static final double STENCIL_IN_SPACE = 11;

    /** n³/3 for the factor, 4n² a mode for the matrix. */
    double dense() {
        return n * n * n / 3 / 3e10 + 4 * n * n * kernel.grid().size() / 2e10;
    }

    /** Two transforms of the doubled grid an iteration. */
    double modes() {
        return modesIterations() * transforms();
    }

    /** Whether the modes could get to a tolerance at all. */
    boolean modesMayConverge() {
        return ridge.value() == 0 || modesIterations() <= SpectralConjugateGradient.MOST_ITERATIONS;
    }

    /** Twice √(λ_max/ε), as measured; with an absolute ridge λ_max is at most the trace. */
    private double modesIterations() {
        if (ridge.value() == 0) {
            return 1e5;
        }
        double condition =
                ridge.relative() ? 1 / ridge.value() : n * kernel.truncation().kernelDiagonal(0) / ridge.value();
        return 2 * Math.sqrt(Math.max(1, condition));
    }

    /** Blocks of the kernel and columns, then few iterations. */
    double dual() {
        if (ridge.value() == 0 && n > kernel.rank()) {
            // Fewer modes than samples: the dual is singular.
            return Double.POSITIVE_INFINITY;
        }
        int d = kernel.dimension();
        double m = LocalCardinal.neighbours((int) n, d);
        double entry = (kernel.isExact() ? 1 : 0.5) * Math.pow(d == 3 ? STENCIL_IN_SPACE : STENCIL, d);
        double iteration = transforms() + fields() * 2 * n * Math.pow(STENCIL, d) / 1e9;
        return n * m * m * (entry + m / 3) / 1e9 + DUAL_ITERATIONS * iteration;
    }

    private double fields() {
        return kernel.isExact() ? 1.0 + kernel.dimension() : 1;
    }

    private double transforms() {
        double grid = Math.pow(2.0 * kernel.grid().modes(), kernel.dimension());
        return fields() * 6 * grid * Math.log(grid) / 3e9;
    }
}
