package org.fprinciple.backend.cpu;

import java.util.Arrays;

/**
 * The loops in plain Java, for any number of inputs; the compiler vectorises the innermost ones, as long as they are short. Over
 * samples in the forward pass, over neurons in the backward pass, so that no sum crosses lanes; and for four of the others
 * at a time, so that sums are read and written once for the four.
 */
abstract class PlainLoops implements NeuronLoops {
    private static final int FOUR = 4;
    /** Samples whose inputs, sums and activations stay in a core's first cache. */
    private static final int TILE = 1024;

    /** fresh_i += Σ_v a_{j+v} σ(z_vi) for four neurons, i = from … to − 1, z given and lost. */
    abstract void addActivations(float[] a, int j, float[][] z, float[] fresh, int from, int to);

    /** fresh_i += p σ(z_i) + σ'(z_i) slope_i for one neuron, z and slope given. */
    abstract void addTangent(float p, float[] z, float[] slope, float[] fresh, int padded);

    /** h_j ← σ'(z_ij) for a sample i, and unitG_j += σ(z_ij) r_i where {@link #finish} does without. */
    abstract void slopes(NeuronBlock block, int count, SampleBlock samples, int i, float[] h);

    /** Writes the block's g where it follows from s and t. */
    abstract void finish(NeuronBlock block, int count);

    @Override
    public final void forward(NeuronBlock block, int count, SampleBlock samples, OutputSums sums) {
        float[][] z = new float[FOUR][samples.padded];
        for (int unit = 0; unit < count; unit += NeuronBlock.UNIT) {
            int end = Math.min(count, unit + NeuronBlock.UNIT);
            for (int from = 0; from < samples.padded; from += TILE) {
                int to = Math.min(samples.padded, from + TILE);
                // Behind the last neuron all is 0.
                for (int j = unit; j < end; j += FOUR) {
                    for (int v = 0; v < FOUR; v++) {
                        affine(block.w, block.b[j + v], j + v, samples.x, z[v], from, to);
                    }
                    addActivations(block.a, j, z, sums.fresh, from, to);
                }
            }
            sums.carry(samples.padded);
        }
    }

    @Override
    public final void tangent(NeuronBlock block, int count, SampleBlock samples, OutputSums sums) {
        float[] z = new float[samples.padded];
        float[] slope = new float[samples.padded];
        for (int from = 0; from < count; from += NeuronBlock.UNIT) {
            int to = Math.min(count, from + NeuronBlock.UNIT);
            for (int j = from; j < to; j++) {
                affine(block.w, block.b[j], j, samples.x, z, 0, samples.padded);
                affine(block.u, block.v[j], j, samples.x, slope, 0, samples.padded);
                addTangent(block.p[j], z, slope, sums.fresh, samples.padded);
            }
            sums.carry(samples.padded);
        }
    }

    /** z_i ← constant + Σ_c row_c[j] x_ci, i = from … to − 1. */
    private static void affine(float[][] rows, float constant, int j, float[][] x, float[] z, int from, int to) {
        float[] x0 = x[0];
        float w0 = rows[0][j];
        for (int i = from; i < to; i++) {
            z[i] = constant + w0 * x0[i];
        }
        for (int c = 1; c < rows.length; c++) {
            addScaled(rows[c][j], x[c], z, from, to);
        }
    }

    private static void addScaled(float factor, float[] x, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += factor * x[i];
        }
    }

    @Override
    public final void backward(NeuronBlock block, int count, SampleBlock samples) {
        int d = block.w.length;
        Arrays.fill(block.s, 0);
        Arrays.fill(block.g, 0);
        for (int c = 0; c < d; c++) {
            Arrays.fill(block.t[c], 0);
        }
        for (int from = 0; from < samples.count; from += SampleBlock.UNIT) {
            Arrays.fill(block.unitS, 0);
            Arrays.fill(block.unitG, 0);
            for (int c = 0; c < d; c++) {
                Arrays.fill(block.unitT[c], 0);
            }
            int to = Math.min(samples.count, from + SampleBlock.UNIT);
            // Behind the last sample all is 0.
            for (int i = from; i < to; i += FOUR) {
                for (int v = 0; v < FOUR; v++) {
                    slopes(block, count, samples, i + v, block.h[v]);
                }
                addFour(samples.r, i, block.h, block.unitS, count);
                for (int c = 0; c < d; c++) {
                    addFour(samples.q[c], i, block.h, block.unitT[c], count);
                }
            }
            addScaled(1, block.unitS, block.s, 0, count);
            addScaled(1, block.unitG, block.g, 0, count);
            for (int c = 0; c < d; c++) {
                addScaled(1, block.unitT[c], block.t[c], 0, count);
            }
        }
        finish(block, count);
    }

    /** z_j ← b_j + w_j·x_i. */
    static void affine(NeuronBlock block, int count, SampleBlock samples, int i, float[] z) {
        float[] b = block.b;
        float[] w0 = block.w[0];
        float x0 = samples.x[0][i];
        for (int j = 0; j < count; j++) {
            z[j] = b[j] + w0[j] * x0;
        }
        for (int c = 1; c < block.w.length; c++) {
            addScaled(samples.x[c][i], block.w[c], z, 0, count);
        }
    }

    /** sum_j += Σ_v factors_{i+v} h_vj. */
    private static void addFour(float[] factors, int i, float[][] h, float[] sum, int count) {
        float f0 = factors[i];
        float f1 = factors[i + 1];
        float f2 = factors[i + 2];
        float f3 = factors[i + 3];
        float[] h0 = h[0];
        float[] h1 = h[1];
        float[] h2 = h[2];
        float[] h3 = h[3];
        for (int j = 0; j < count; j++) {
            sum[j] += (f0 * h0[j] + f1 * h1[j]) + (f2 * h2[j] + f3 * h3[j]);
        }
    }
}
