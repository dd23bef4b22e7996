package org.fprinciple.validate;

/** Which step of the ladder parts nets and LFP most. */
public enum Cause {
    /** The nets have left their linearisation at the start. */
    LAZINESS("the nets leaving their linearisation at the start: they are not lazy"),
    /** The nets' kernels at the start are not that of infinite width. */
    FINITE_WIDTH("finite width: the nets' kernels at the start are not that of infinite width"),
    /** LFP is not the infinite-width kernel. */
    OPERATOR("the operator, which only approximates the infinite-width kernel"),
    /** LFP takes the density of the biases as flat over the data, which it is not. */
    BIAS("biases whose density is not flat over the data, as LFP takes it to be"),
    /** The box is not R^d. */
    BOX("the box, which is too small: its images move the solution");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** As the middle of a sentence. */
    public String words() {
        return words;
    }
}
