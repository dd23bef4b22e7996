package org.fprinciple.problem;

import org.apache.commons.math3.analysis.MultivariateFunction;

/**
 * A known function to learn, with its spectrum in closed form.
 *
 * @param name as on the command line, with its numbers
 * @param dimension d
 * @param formula for people
 * @param spectrumFormula f̂ for people
 * @param function f, x (d) to a number
 * @param spectrum f̂
 * @param kinks where f' jumps; d = 1
 */
public record Target(
        String name,
        int dimension,
        String formula,
        String spectrumFormula,
        MultivariateFunction function,
        Spectrum spectrum,
        double... kinks) {}
