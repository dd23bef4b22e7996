package org.fprinciple.flow;

import org.fprinciple.backend.Vec;

/** Takes the solution at the times that were asked for, in their order. */
@FunctionalInterface
public interface FlowOutput {
    /**
     * The solution at a time.
     *
     * @param index which of the times, from 0
     * @param t the time
     * @param y the state there; the integrator's own, not to be changed or kept
     */
    void accept(int index, double t, Vec y);
}
