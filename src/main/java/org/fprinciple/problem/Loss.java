package org.fprinciple.problem;

/** The training loss, (c/2) Σ_i (f(x_i) − y_i)²; c is the factor that theory's time carries. */
public enum Loss {
    /** ½ Σ r², c = 1. */
    HALF_SUM {
        @Override
        public double factor(long n) {
            return 1;
        }
    },
    /** Σ r², c = 2. */
    SUM {
        @Override
        public double factor(long n) {
            return 2;
        }
    },
    /** (1/n) Σ r², c = 2/n. */
    MEAN {
        @Override
        public double factor(long n) {
            return 2.0 / (double) n;
        }
    };

    /**
     * c, so that t = learning rate × steps × c × m s² (theory-notes/conventions.md).
     *
     * @param n the number of samples, duplicates counted
     */
    public abstract double factor(long n);

    /** The loss of a sum of squared residuals over all {@code n} samples. */
    public double of(double sumOfSquares, long n) {
        return 0.5 * factor(n) * sumOfSquares;
    }
}
