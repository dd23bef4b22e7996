package org.fprinciple.flow;

import java.util.List;
import org.fprinciple.backend.Vec;

/** The right-hand side of dy/dt = f(t, y). Must give the same bits for the same arguments. */
@FunctionalInterface
public interface Rate {
    /**
     * dy ← f(t, y). A step of length h asks at times up to t + 2.5 h, the last one beyond the end too.
     *
     * @param t the time
     * @param y the state, not to be changed
     * @param dy where the rate goes; never y itself
     */
    void rate(double t, Vec y, Vec dy);

    /**
     * The rates of the stages of a step, one after the other: combinations that lead to a stage, and its rate. A device may have
     * a faster way to the same bits.
     *
     * @param times of the stages
     * @param turns the combinations before each rate
     * @param y where they lead
     */
    default void stages(double[] times, List<List<Vec.Combination>> turns, Vec y, Vec dy) {
        for (int j = 0; j < times.length; j++) {
            y.combineInTurn(turns.get(j));
            rate(times[j], y, dy);
        }
    }
}
