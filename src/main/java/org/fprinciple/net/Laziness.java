package org.fprinciple.net;

/**
 * How far a net has left its linearisation at the start (theory-notes/training.md §5).
 *
 * @param kernelDrift ‖K_t − K_0‖ / ‖K_0‖, Frobenius norms on the samples, exact to {@value #PROBES} samples, beyond estimated by so many random vectors of signs
 *     (within about a factor of two: the same vectors serve both norms, whose errors partly cancel)
 * @param flipped the share of pairs of a neuron and a sample that have become active or inactive since the start; NaN for
 *     tanh, which has no such states
 * @param moved ‖θ − θ₀‖ / ‖θ₀‖
 * @param rCube E r³, r = ‖w‖
 * @param aSquareR E a² r
 */
public record Laziness(double kernelDrift, double flipped, double moved, double rCube, double aSquareR) {
    static final int PROBES = 8;
}
