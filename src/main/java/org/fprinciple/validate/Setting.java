package org.fprinciple.validate;

import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.Scaling;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;

/**
 * A case with its files read: what is trained, and what it is compared with.
 *
 * @param data the samples in theory's units
 * @param points where functions are compared, theory's units (E, d)
 * @param theory the kernels of the rungs beneath the nets: exact and simplified LFP always, the box where there is one; infinite
 *     width where it has a formula
 * @param lfp the rung that the verdict speaks of
 * @param widths increasing
 * @param seeds nets of each width
 * @param times when they are compared; null for so many in equal ratios as the spectrum takes
 * @param last the last of them, NaN where not given
 * @param untilLoss training ends at this loss, and is compared with theory's limit; 0 for no such end
 * @param tolerance of the training's path
 * @param seed fixes what is drawn
 */
public record Setting(
        Dataset data,
        DMatrixRMaj points,
        Map<Rung, Kernel> theory,
        Rung lfp,
        InitLaw law,
        Activation activation,
        Parametrisation parametrisation,
        Scaling scaling,
        Loss loss,
        boolean antisymmetric,
        List<Integer> widths,
        int seeds,
        TrainingMethod method,
        @Nullable Times times,
        double last,
        double untilLoss,
        double tolerance,
        long seed) {}
