package org.fprinciple.problem;

/** The factor s of a net of width m, f(x) = s Σ_j a_j σ(w_j·x + b_j). */
public enum Scaling {
    /** s = 1/√m: the kernel of training has a limit as m → ∞. */
    NTK {
        @Override
        public double factor(long width) {
            return 1 / Math.sqrt((double) width);
        }
    },
    /** s = 1: the kernel of training grows as m, and theory's time counts that. */
    STANDARD {
        @Override
        public double factor(long width) {
            return 1;
        }
    };

    /** s for a net of {@code width} neurons. */
    public abstract double factor(long width);
}
