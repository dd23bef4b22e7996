package org.fprinciple.solution;

/** How a solve ended, each failure with its remedy. */
public enum SolveStatus {
    /** The tolerance was reached. */
    CONVERGED(""),
    /** No function of the operator passes through all samples: a box has fewer modes than there are samples. */
    NOT_INTERPOLABLE("the box's modes cannot pass through all samples, so this is the least-squares limit of training:"
            + " take more --modes, or add a --ridge"),
    /** The system is too ill-conditioned for the tolerance. */
    TOLERANCE_NOT_REACHED("samples that nearly coincide make the kernel matrix singular to working precision:"
            + " add a small --ridge (1e-12rel), merge such samples, or ask for a larger --tol");

    private final String remedy;

    SolveStatus(String remedy) {
        this.remedy = remedy;
    }

    /** What to try; empty where nothing is wrong. */
    public String remedy() {
        return remedy;
    }
}
