package org.fprinciple.problem;

/** The neuron's activation σ. */
public enum Activation {
    /** σ(z) = max(z, 0). */
    RELU {
        @Override
        public double value(double z) {
            return Math.max(z, 0);
        }
    },
    /** σ(z) = tanh z. */
    TANH {
        @Override
        public double value(double z) {
            return Math.tanh(z);
        }
    };

    /** σ(z). */
    public abstract double value(double z);
}
