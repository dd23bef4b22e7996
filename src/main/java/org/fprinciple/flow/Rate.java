package org.fprinciple.flow;

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
}
