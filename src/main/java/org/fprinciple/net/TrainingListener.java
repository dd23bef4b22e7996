package org.fprinciple.net;

/** Hears how training goes. */
public interface TrainingListener {
    /** Listens to nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /** Training begins, or goes on. */
    default void begins(TrainingSetup setup) {}

    /**
     * A step is done.
     *
     * @param time theory's
     * @param loss of all samples; of the end of the last epoch under batches
     * @param gradients computed so far
     * @param seconds so far
     */
    default void step(double time, double loss, long gradients, double seconds) {}
}
