package org.fprinciple.net;

/** A point of the loss curve; see {@link Observation}. */
public record LossPoint(double time, long step, long gradients, double loss, double seconds) {}
