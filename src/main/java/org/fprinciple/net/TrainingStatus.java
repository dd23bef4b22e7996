package org.fprinciple.net;

/** How training ended. */
public enum TrainingStatus {
    /** The last time, or step, was reached. */
    REACHED(""),
    /** The loss that was asked for was reached. */
    LOSS_REACHED(""),
    /** The last time was reached, but not the loss that was asked for. */
    LOSS_NOT_REACHED("train longer, with a larger --time or --steps"),
    /** It was asked to stop; a checkpoint is kept. */
    INTERRUPTED(""),
    /** The loss grew beyond bounds. */
    DIVERGED("take a smaller learning rate"),
    /** It diverged to where no neuron is active on any sample: all gradients are 0, and the loss stays as it is. */
    DEAD("take a smaller learning rate"),
    /** The integrator found no step that is short enough. */
    STEP_UNDERFLOW(
            "the tolerance is below what these numbers can hold: ask for a larger --tol, or --precision float64");

    private final String remedy;

    TrainingStatus(String remedy) {
        this.remedy = remedy;
    }

    /** What to try; empty where nothing is wrong. */
    public String remedy() {
        return remedy;
    }
}
