package org.fprinciple.validate;

import org.fprinciple.solution.HalfLife;

/**
 * What one rung says, in theory's units.
 *
 * @param h at the evaluation points at every time that it was seen at (K, E)
 * @param end at the evaluation points at the end, or in the limit t = ∞ (E)
 * @param loss at every time (K)
 * @param residual |û_ρ| of every frequency (K, F)
 * @param halfLives of every frequency (F)
 */
public record Curve(double[][] h, double[] end, double[] loss, double[][] residual, HalfLife[] halfLives) {}
