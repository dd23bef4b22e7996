package org.fprinciple.flow;

import java.util.function.Supplier;
import org.fprinciple.backend.Vec;

/** Hears of every accepted step. */
@FunctionalInterface
public interface FlowListener {
    /** Listens to nothing. */
    FlowListener NONE = (t, y, dy, state) -> true;

    /**
     * A step is accepted. The vectors are the integrator's own: not to be changed, nor kept.
     *
     * @param t its end
     * @param y the state there
     * @param dy the rate there
     * @param state all else that the next step needs: with a copy of y, or with y in the workspace, a run goes on from here
     * @return false to stop here
     */
    boolean step(double t, Vec y, Vec dy, Supplier<FlowState> state);
}
