package org.fprinciple.backend.cpu;

import java.util.Arrays;

/**
 * Some neurons at work, in float32 and in a core's first cache: what they are, θ₀ + δ rounded once, and the sums over
 * samples that their gradients are made of. Behind the last neuron all is 0, so that loops may run on to a multiple of
 * {@link #UNIT}.
 */
final class NeuronBlock {
    /** The most neurons. */
    static final int SIZE = 256;
    /** Sums over neurons are carried in float32 over so many, then in pairs of float32. */
    static final int UNIT = 64;

    /** a. */
    final float[] a = new float[SIZE];
    /** b; w b where the bias stands inside. */
    final float[] b = new float[SIZE];
    /** w (d, SIZE). */
    final float[][] w;
    /** Σ_i σ'(z_i) r_i. */
    final float[] s = new float[SIZE];
    /** Σ_i σ'(z_i) r_i x_i (d, SIZE). */
    final float[][] t;
    /** Σ_i σ(z_i) r_i. */
    final float[] g = new float[SIZE];
    /** For a product with the kernel: what multiplies σ(z). */
    final float[] p = new float[SIZE];
    /** For a product with the kernel: what multiplies σ'(z). */
    final float[] v = new float[SIZE];
    /** For a product with the kernel: what multiplies σ'(z) x (d, SIZE). */
    final float[][] u;
    /** 1. */
    final float[] ones = new float[SIZE];
    /** The bias itself, where it stands inside. */
    final float[] inside = new float[SIZE];
    /** The bits of a, b and w, for loops that broadcast them. */
    final int[] aBits = new int[SIZE];

    final int[] bBits = new int[SIZE];
    final int[][] wBits;
    /** s, t and g over {@link SampleBlock#UNIT} samples. */
    final float[] unitS = new float[SIZE];

    final float[][] unitT;
    final float[] unitG = new float[SIZE];
    /** σ' for four samples (4, SIZE). */
    final float[][] h = new float[4][SIZE];

    NeuronBlock(int dimension) {
        w = new float[dimension][SIZE];
        wBits = new int[dimension][SIZE];
        t = new float[dimension][SIZE];
        unitT = new float[dimension][SIZE];
        u = new float[dimension][SIZE];
        Arrays.fill(ones, 1);
    }
}
