package org.fprinciple.flow;

/** How an integration ended, each failure with its remedy. */
public enum FlowStatus {
    /** The last time was reached. */
    REACHED(""),
    /** The listener stopped it. */
    STOPPED(""),
    /** The step fell below the resolution of time. */
    STEP_UNDERFLOW("no step is short enough for the tolerance: the rate is rough, or rounding exceeds the tolerance:"
            + " ask for a larger tolerance, or an error norm with a floor"),
    /** The rate of the state that was reached is not finite. */
    NOT_FINITE("the rate is infinite or not a number here: check the data and the start"),
    /** The steps that were allowed are used up. */
    TOO_MANY_STEPS("allow more steps, or ask for a larger tolerance");

    private final String remedy;

    FlowStatus(String remedy) {
        this.remedy = remedy;
    }

    /** What to try; empty where nothing is wrong. */
    public String remedy() {
        return remedy;
    }
}
