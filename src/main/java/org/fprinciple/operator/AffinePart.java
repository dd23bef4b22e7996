package org.fprinciple.operator;

/**
 * What an init law puts on the zero mode: K₀(x, x') = constant + cross Σ_a (x_a + x'_a) + linear x·x', the affine part
 * that turns the LFP kernel into the infinite-width kernel where the biases cover the data (theory-notes/operator.md
 * §7).
 */
record AffinePart(double constant, double cross, double linear) {
    double value(double sumOfInputs, double dot) {
        return constant + cross * sumOfInputs + linear * dot;
    }
}
