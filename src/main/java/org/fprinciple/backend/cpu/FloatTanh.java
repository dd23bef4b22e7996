package org.fprinciple.backend.cpu;

/**
 * tanh in float32 as z P(z²)/Q(z²), without branches, so that the compiler vectorises loops over it. P and Q are of fourth
 * degree, fitted to the least largest relative error on [0, 9] (2.1e−8 in exact arithmetic, by reweighted least squares);
 * with float32's rounding the relative error is below 4e−7 everywhere. Beyond 9 tanh is 1 in float32.
 */
final class FloatTanh {
    private static final float END = 9;
    private static final float P1 = 0.13381019f;
    private static final float P2 = 0.0034955805f;
    private static final float P3 = 2.0608944e-05f;
    private static final float P4 = 1.3354454e-08f;
    private static final float Q1 = 0.46714336f;
    private static final float Q2 = 0.025876954f;
    private static final float Q3 = 0.00032856216f;
    private static final float Q4 = 7.7764764e-07f;

    private FloatTanh() {}

    static float of(float argument) {
        float z = Math.max(-END, Math.min(END, argument));
        float u = z * z;
        float p = 1 + u * (P1 + u * (P2 + u * (P3 + u * P4)));
        float q = 1 + u * (Q1 + u * (Q2 + u * (Q3 + u * Q4)));
        return z * p / q;
    }
}
