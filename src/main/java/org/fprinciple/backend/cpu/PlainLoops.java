package org.fprinciple.backend.cpu;

import java.util.Arrays;

/**
 * The loops in plain Java, for any number of inputs; the compiler vectorises the innermost ones. Over samples in the
 * forward pass, over neurons in the backward pass, so that no sum crosses lanes.
 */
abstract class PlainLoops implements NeuronLoops {
    /** fresh_i += a σ(z_i) for one neuron, z given. */
    abstract void addActivation(float a, float[] z, float[] fresh, int padded);

    /** fresh_i += p σ(z_i) + σ'(z_i) slope_i for one neuron, z and slope given. */
    abstract void addTangent(float p, float[] z, float[] slope, float[] fresh, int padded);

    /** h_j ← σ'(z_j) and g_j += σ(z_j) r for one sample, z given. */
    abstract void differentiate(float[] z, float r, float[] h, float[] g, int count);

    @Override
    public final void forward(NeuronBlock block, int count, SampleBlock samples, OutputSums sums) {
        float[] z = new float[samples.padded];
        for (int from = 0; from < count; from += NeuronBlock.UNIT) {
            int to = Math.min(count, from + NeuronBlock.UNIT);
            for (int j = from; j < to; j++) {
                affine(block.w, block.b[j], j, samples, z);
                addActivation(block.a[j], z, sums.fresh, samples.padded);
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
                affine(block.w, block.b[j], j, samples, z);
                affine(block.u, block.v[j], j, samples, slope);
                addTangent(block.p[j], z, slope, sums.fresh, samples.padded);
            }
            sums.carry(samples.padded);
        }
    }

    /** z_i ← constant + Σ_c row_c[j] x_ci. */
    private static void affine(float[][] rows, float constant, int j, SampleBlock samples, float[] z) {
        Arrays.fill(z, 0, samples.padded, constant);
        for (int c = 0; c < rows.length; c++) {
            addScaled(rows[c][j], samples.x[c], z, samples.padded);
        }
    }

    private static void addScaled(float factor, float[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += factor * from[i];
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
        for (int i = 0; i < samples.count; i++) {
            System.arraycopy(block.b, 0, block.z, 0, count);
            for (int c = 0; c < d; c++) {
                addScaled(samples.x[c][i], block.w[c], block.z, count);
            }
            differentiate(block.z, samples.r[i], block.h, block.g, count);
            addScaled(samples.r[i], block.h, block.s, count);
            for (int c = 0; c < d; c++) {
                addScaled(samples.q[c][i], block.h, block.t[c], count);
            }
        }
    }
}
