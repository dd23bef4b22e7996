package org.fprinciple.solver;

import org.fprinciple.operator.BoxKernel;

/**
 * What the methods on a box cost, by operations, in seconds of two cores of a server: to choose among them, not to promise
 * (theory-notes/numerics.md).
 *
 * @param kernel the box
 * @param n distinct inputs
 * @param ridge ε
 */
record BoxCost(BoxKernel kernel, double n, Ridge ridge) {
    /** What conjugate gradients on the dual take at any ridge: 6 to 20 were measured. */
    static final int DUAL_ITERATIONS = 15;

    /** The width of the kernel that interpolates at 1e−14. */
    private static final double STENCIL = 14;

    /** n³/3 for the factor, 4n² a mode for the matrix. */
    double dense() {
        return n * n * n / 3 / 3e10 + 4 * n * n * kernel.grid().size() / 2e10;
    }

    /** Two transforms of the doubled grid an iteration. */
    double modes() {
        return modesIterations() * transforms();
    }

    /** Twice √(λ_max/ε), as measured; with an absolute ridge λ_max is at most the trace. */
    double modesIterations() {
        if (ridge.value() == 0) {
            return 1e5;
        }
        double condition = ridge.relative() ? 1 / ridge.value() : n * kernel.kernelDiagonal(0) / ridge.value();
        return 2 * Math.sqrt(Math.max(1, condition));
    }

    /** Orders and neighbours by all distances, blocks of the kernel, columns; then few iterations. */
    double dual() {
        int d = kernel.dimension();
        double m = LocalCardinal.neighbours((int) n, d);
        double stencil = Math.pow(STENCIL, d);
        double tables = kernel.isExact() ? 2 : 1;
        double setup = 2 * n * n / 1e9 + n * m * m * (tables * stencil / 2 + m / 3) / 2e9;
        return setup + DUAL_ITERATIONS * (transforms() + fields() * 2 * n * stencil / 2e9);
    }

    private double fields() {
        return kernel.isExact() ? 1.0 + kernel.dimension() : 1;
    }

    private double transforms() {
        double grid = Math.pow(2.0 * kernel.grid().modes(), kernel.dimension());
        return fields() * 6 * grid * Math.log(grid) / 4e9;
    }
}
