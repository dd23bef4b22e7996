package org.fprinciple.problem;

/** The neuron's activation σ. */
public enum Activation {
    /** σ(z) = max(z, 0). */
    RELU {
        @Override
        public double value(double z) {
            return Math.max(z, 0);
        }

        @Override
        public double slope(double z) {
            return z > 0 ? 1 : 0;
        }
    },
    /** σ(z) = tanh z. */
    TANH {
        @Override
        public double value(double z) {
            return Math.tanh(z);
        }

        @Override
        public double slope(double z) {
            double value = Math.tanh(z);
            return 1 - value * value;
        }
    };

    /** σ(z). */
    public abstract double value(double z);

    /** σ′(z); 0 at the kink of ReLU. */
    public abstract double slope(double z);
}
