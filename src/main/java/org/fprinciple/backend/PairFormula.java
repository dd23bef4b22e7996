package org.fprinciple.backend;

/** Kernels K(x, z) of R^d in closed form. */
public sealed interface PairFormula {
    /**
     * |u| (linear (1 + x·z) + cubic |u|²) + constant + sums Σ_a (x_a + z_a) + dots x·z with u = x − z, without that first x·z
     * where not {@code cross}: both LFP operators with a polyharmonic weight (theory-notes/operator.md §7).
     */
    record Radial(double cubic, double linear, boolean cross, double constant, double sums, double dots)
            implements PairFormula {}

    /**
     * The infinite-width kernel of a ReLU net with centred normal laws (Cho and Saul 2009; theory-notes/operator.md §9).
     *
     * @param sigmaW standard deviation of inner weights
     * @param sigmaB standard deviation of biases
     * @param aSquare E a²
     */
    record ArcCosine(double sigmaW, double sigmaB, double aSquare) implements PairFormula {}
}
