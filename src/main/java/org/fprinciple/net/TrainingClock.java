package org.fprinciple.net;

import org.fprinciple.backend.NetForm;
import org.fprinciple.problem.Loss;

/**
 * Theory's time t = learning rate × steps × c × m s² (theory-notes/conventions.md), for every loss and scaling.
 *
 * @param lossFactor c
 * @param width m
 * @param scale s
 */
public record TrainingClock(double lossFactor, int width, double scale) {
    static TrainingClock of(Loss loss, int samples, int width, NetForm form) {
        return new TrainingClock(loss.factor(samples), width, form.scale());
    }

    /** m s². */
    double kernelFactor() {
        return width * scale * scale;
    }

    /** The time that a step of gradient descent takes. */
    public double step(double learningRate) {
        return learningRate * lossFactor * kernelFactor();
    }

    /** The learning rate whose step takes a time. */
    public double learningRate(double step) {
        return step / (lossFactor * kernelFactor());
    }
}
