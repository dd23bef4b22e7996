package org.fprinciple.flow;

import org.fprinciple.backend.Vec;

/** A bound on the spectral radius of ∂f/∂y, asked for before every step. */
@FunctionalInterface
public interface SpectralRadius {
    /** A bound ρ ≥ max |λ| at t and over the step that follows, in 1/time; 0 where f does not depend on y. */
    double at(double t, Vec y);
}
