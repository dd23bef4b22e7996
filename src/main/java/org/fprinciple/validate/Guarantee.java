package org.fprinciple.validate;

import java.util.Arrays;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.bound.LimitBounds;
import org.fprinciple.bound.SampledMean;
import org.fprinciple.problem.Dataset;

/**
 * What theory guarantees of the error |f − h_n| of LFP's limit h_n, started at 0, against the known target f, beside that error
 * (theory-notes/bounds.md), theory's units.
 *
 * @param limit h_n and its bounds
 * @param error at the evaluation points (E)
 * @param bound there (E)
 * @param meanError E|f − h_n| over the sampling distribution
 * @param meanBound the mean of the pointwise bound
 * @param largestError sup|f − h_n| on the points of the mean's quadrature
 */
public record Guarantee(
        LimitBounds limit,
        double[] error,
        double[] bound,
        SampledMean meanError,
        SampledMean meanBound,
        double largestError) {
    static Guarantee of(LimitBounds.Setting setting, Dataset data, Backend backend, Progress progress) {
        LimitBounds limit = LimitBounds.of(setting, data, null, backend, progress);
        progress.phase("pointwise bound", setting.evaluation().numRows);
        double[] fine = limit.errors(setting.fine());
        return new Guarantee(
                limit,
                limit.errors(setting.evaluation()),
                limit.pointwise().at(setting.evaluation(), progress),
                SampledMean.of(fine, setting.region().dimension()),
                limit.pointwiseMean(),
                Arrays.stream(fine).max().orElse(0));
    }

    /** Whether the target's FP-norm is known, so that what it bounds is bounded. */
    public boolean holds() {
        return limit.norm().bounds();
    }

    /** The largest error over bound of the evaluation points. */
    double worst() {
        double worst = 0;
        for (int i = 0; i < error.length; i++) {
            worst = error[i] == 0 ? worst : Math.max(worst, error[i] / bound[i]);
        }
        return worst;
    }
}
