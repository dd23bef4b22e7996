package org.fprinciple.net;

/** How the loss is brought down. */
public enum TrainingMethod {
    /** Gradient descent on all samples. */
    GD,
    /** The gradient flow, dθ/dt = −∇L, by a stabilised Runge–Kutta method with error control. */
    RKC,
    /** Gradient descent on batches. */
    SGD,
    /** Adam on batches (arXiv:1412.6980): its path is no flow, and its t is nominal. */
    ADAM
}
