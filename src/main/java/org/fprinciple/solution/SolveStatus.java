package org.fprinciple.solution;

/** How a solve ended, each failure with its remedy. */
public enum SolveStatus {
    /** The tolerance was reached. */
    CONVERGED(""),
    /** No function of the operator passes through all samples: a box has fewer modes than there are samples. */
    NOT_INTERPOLABLE(
            "the box's modes do not pass through all samples in float64 (they are fewer than the samples, or samples lie"
                    + " nearer than they resolve or contradict each other, or the activation is smooth), so this is the"
                    + " least-squares limit of training: add a --ridge (1e-8rel), or take more --modes"),
    /** The kernel's eigenvalues on the samples fall below rounding, as those of a smooth activation (tanh) do. */
    SINGULAR_KERNEL(
            "the kernel's eigenvalues on these samples fall below rounding (a smooth activation, or samples that"
                    + " nearly coincide), so this is the limit of training as far as float64 can tell: add a --ridge (1e-8rel)"),
    /** The system is too ill-conditioned for the tolerance. */
    TOLERANCE_NOT_REACHED(
            "the kernel matrix is too ill-conditioned on these samples: add a --ridge, or a larger one, merge"
                    + " samples that nearly coincide, or ask for a larger --tol"),
    /** Conjugate gradients have stopped getting better. */
    ITERATIONS_ENDED(
            "conjugate gradients get no nearer: add a --ridge, or a larger one, or ask for a larger --tol; where"
                    + " the kernel matrix fits into memory, --method dense"),
    /** An integrator could not go on. */
    STEPS_ENDED("no step of the integrator was short enough: ask for a larger --tol, or use --method krylov"),
    /** The late times of an evolution are lost in rounding. */
    LATE_TIMES_UNCERTAIN("the kernel is nearly singular on these samples, so that h between them is lost in rounding"
            + " at late times: ask for earlier --times, or a larger --tol");

    private final String remedy;

    SolveStatus(String remedy) {
        this.remedy = remedy;
    }

    /** What to try; empty where nothing is wrong. */
    public String remedy() {
        return remedy;
    }
}
