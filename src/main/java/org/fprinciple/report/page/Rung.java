package org.fprinciple.report.page;

/** The rungs of the ladder from a trained net to the simplified operator. Each has one colour on the whole page. */
public enum Rung {
    /** Trained nets of finite width. */
    NET,
    /** Gradient flow under a net's own kernel at the start of training. */
    NET_KERNEL,
    /** Gradient flow under the kernel of infinite width. */
    INFINITE_WIDTH,
    /** LFP with the exact operator. */
    EXACT_LFP,
    /** LFP with the simplified operator. */
    SIMPLIFIED_LFP
}
