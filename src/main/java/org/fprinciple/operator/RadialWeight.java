package org.fprinciple.operator;

/** A weight whose twins in real space are k₁(u) = cubic |u|³ and k₂(u) = linear |u|: the polyharmonic ones. */
public record RadialWeight(double cubic, double linear) {}
