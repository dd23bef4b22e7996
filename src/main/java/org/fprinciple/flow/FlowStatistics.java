package org.fprinciple.flow;

/**
 * What an integration took, and how it ended.
 *
 * @param status how it ended
 * @param time the time that was reached
 * @param steps accepted steps
 * @param rejected steps that were tried in vain
 * @param rates evaluations of the rate, those for the spectral radius included
 * @param maxStages the most stages of a step
 * @param spectralRadius the last one
 */
public record FlowStatistics(
        FlowStatus status, double time, int steps, int rejected, long rates, int maxStages, double spectralRadius) {}
