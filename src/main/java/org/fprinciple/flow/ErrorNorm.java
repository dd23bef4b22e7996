package org.fprinciple.flow;

import org.fprinciple.backend.Vec;

/** The size of an error of one step, to be compared with the tolerance. */
@FunctionalInterface
public interface ErrorNorm {
    /** ‖e‖ / max(‖y before‖, ‖y after‖), 0 for no error. */
    ErrorNorm RELATIVE = (e, before, after) -> {
        double error = e.norm();
        return error == 0 ? 0 : error / Math.max(before.norm(), after.norm());
    };

    /**
     * The size of e.
     *
     * @param error the estimated error of the step
     * @param before the state that the step starts from
     * @param after the state that it leads to
     */
    double of(Vec error, Vec before, Vec after);

    /** ‖e‖ / max(‖y before‖, ‖y after‖, floor): for states that pass through 0. */
    static ErrorNorm relativeAbove(double floor) {
        return (e, before, after) -> e.norm() / Math.max(floor, Math.max(before.norm(), after.norm()));
    }
}
