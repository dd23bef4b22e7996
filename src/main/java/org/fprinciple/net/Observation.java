package org.fprinciple.net;

import org.jspecify.annotations.Nullable;

/**
 * What was seen of a net at a time.
 *
 * @param time theory's time
 * @param step steps done; for the flow, accepted steps that have ended by then
 * @param gradients gradients of the loss computed so far
 * @param loss (c/2) Σ r²
 * @param seconds since training began, interruptions left out
 * @param outputs f at the evaluation points (E)
 * @param atSamples f at the samples (n)
 * @param residual |û_ρ| of each watched frequency (F)
 * @param laziness where it was measured
 */
public record Observation(
        double time,
        long step,
        long gradients,
        double loss,
        double seconds,
        double[] outputs,
        double[] atSamples,
        double[] residual,
        @Nullable Laziness laziness) {}
