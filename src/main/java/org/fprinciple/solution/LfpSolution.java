package org.fprinciple.solution;

import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.problem.PointFunction;
import org.jspecify.annotations.Nullable;

/**
 * h at t = ∞: the minimiser of ‖h − h_ini‖_γ through the samples (theory-notes/fp-norm.md).
 *
 * @param normalisation the map to the user's units
 * @param function h in the theory's units
 * @param alpha the dual coefficients at the distinct inputs, in their order of first appearance (n); empty where h was
 *     found by its modes
 * @param beta the coefficients of the free functions 1, x_1, …, as many as there are; 0 for dropped ones
 * @param spectrum on a box the spectrum of h − h_ini as {@link org.fprinciple.operator.BoxKernel#spectra} gives it, with the
 *     free functions at k = 0; null on R^d
 * @param epsilon ε of the ridge, in units of the kernel
 * @param fpNorm √(αᵀKα), the FP-norm of h − h_ini
 * @param residualRms root mean square of h(x_i) − y_i over all samples, theory's units
 * @param statistics how it was found
 */
public record LfpSolution(
        Normalisation normalisation,
        PointFunction function,
        double[] alpha,
        double[] beta,
        @Nullable Supplier<double[]> spectrum,
        double epsilon,
        double fpNorm,
        double residualRms,
        SolveStatistics statistics) {

    /**
     * h in the user's units.
     *
     * @param x points in the user's units (n, columns of the data)
     * @return h (n)
     */
    public double[] predict(DMatrixRMaj x) {
        double[] h = function.at(normalisation.inputsToUnit(x));
        for (int i = 0; i < h.length; i++) {
            h[i] = normalisation.targetToUser(h[i]);
        }
        return h;
    }
}
