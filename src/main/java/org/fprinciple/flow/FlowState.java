package org.fprinciple.flow;

/**
 * All that the steps after this one depend on: an integration that goes on from here gives the same bits as one that
 * was never cut.
 *
 * @param time t
 * @param y the state (n); empty where the integrator's workspace holds it
 * @param step the step to try next; 0 for none yet
 * @param lastStep the last accepted step; 0 for none
 * @param lastError its error over the local tolerance
 * @param spectralRadius ρ; not a number where it is still to be estimated
 * @param age accepted steps since ρ was estimated
 * @param mode the direction of the largest eigenvalue (n), or empty
 */
public record FlowState(
        double time,
        double[] y,
        double step,
        double lastStep,
        double lastError,
        double spectralRadius,
        int age,
        double[] mode) {
    /** A start without a history at the state that the integrator's workspace holds. */
    public static FlowState atWorkspace(double time) {
        return at(time, new double[0]);
    }

    /** The same with this y. */
    public FlowState with(double[] state) {
        return new FlowState(time, state, step, lastStep, lastError, spectralRadius, age, mode);
    }

    /** A start without a history. */
    public static FlowState at(double time, double[] y) {
        return new FlowState(time, y, 0, 0, 0, Double.NaN, 0, new double[0]);
    }
}
