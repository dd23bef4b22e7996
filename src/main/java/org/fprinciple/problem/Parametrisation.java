package org.fprinciple.problem;

/** Where the bias stands inside a neuron. */
public enum Parametrisation {
    /** a σ(w·x + b). */
    STANDARD_BIAS,
    /** a σ(w (x + b)), d = 1 only: the form of Zhang, Xu, Luo, Ma, arXiv:1905.10264. */
    ZHANG2019
}
