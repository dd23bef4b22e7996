package org.fprinciple.net;

/**
 * What was chosen before the first step.
 *
 * @param largestEigenvalue λ_max of the net's own kernel at the start, in 1/theory's time
 * @param learningRate of methods of steps; NaN for the flow
 * @param bound gradient descent on all samples diverges beyond this learning rate, 2/λ_max
 * @param times where the net is looked at, as far as they were asked for (K)
 * @param step the time that a step takes, whose multiples alone can be looked at; NaN for the flow
 * @param work how the pairs of neurons and samples are gone through
 */
public record TrainingSetup(
        double largestEigenvalue, double learningRate, double bound, double[] times, double step, String work) {}
