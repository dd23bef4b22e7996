package org.fprinciple.operator;

import org.jspecify.annotations.Nullable;

/**
 * The two weights k̂₁ and k̂₂ of the LFP operator and their twins in real space (theory-notes/operator.md). Training
 * moves h by the kernel K(x, x') = k₁(x − x') + (1 + x·x') k₂(x − x') + zero mode; the simplified operator drops
 * x·x' k₂, and then γ² = k̂₁ + k̂₂ acts on each frequency alone.
 *
 * <p>Implementations are immutable and safe for use by several threads. Fourier transforms are
 * f̂(ξ) = ∫ f(x) e^{−2πi ξ·x} dx; all lengths are in the theory's (normalised) units.
 */
public interface FrequencyWeight {
    /** The number of inputs, d. */
    int dimension();

    /** k̂₁ at ξ ≠ 0, from the gradient of the outer weight; ξ (d). */
    double k1Hat(double[] xi);

    /** k̂₂ at ξ ≠ 0, from the gradients of inner weight and bias; ξ (d). */
    double k2Hat(double[] xi);

    /** k₁(u), u (d), up to the functions that {@link #freeFunctions()} names. */
    double k1(double[] u);

    /** k₂(u), u (d), up to a constant. */
    double k2(double[] u);

    /** k₁ and k₂ as polynomials in |u|, where they are: products are then fast; else null. */
    default @Nullable RadialWeight radial() {
        return null;
    }

    /**
     * The functions that the zero mode leaves without penalty on R^d, for the simplified operator: affine ones where
     * k₁ grows as |u|³, constants where nothing grows faster than |u|.
     */
    FreeFunctions freeFunctions();

    /** ∫_R^∞ ρ^{d−1} k̂₁(ρ y) dρ for a direction y (d) of any length: the share of k₁ beyond a cut-off. */
    double k1RadialTail(double[] y, double cut);

    /** ∫_R^∞ ρ^{d−1} k̂₂(ρ y) dρ. */
    double k2RadialTail(double[] y, double cut);
}
