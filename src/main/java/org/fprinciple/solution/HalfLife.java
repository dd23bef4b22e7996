package org.fprinciple.solution;

/**
 * When a frequency of the residual is half learned.
 *
 * @param xi |ξ|, normalised units
 * @param axis the input along which ξ points, or "shell" for a mean over all axes
 * @param time the first t with |û_ρ(ξ, t)| ≤ ½ |û_ρ(ξ, 0⁺)|; NaN where the residual has nothing at ξ
 * @param start |û_ρ(ξ, 0⁺)|, theory's units; 0 where only rounding is left
 * @param reached whether that is within the times asked for
 */
public record HalfLife(double xi, String axis, double time, double start, boolean reached) {}
