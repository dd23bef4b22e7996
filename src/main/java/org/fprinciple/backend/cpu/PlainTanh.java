package org.fprinciple.backend.cpu;

/** σ = tanh, σ' = 1 − σ². */
final class PlainTanh extends PlainLoops {
    @Override
    void addActivations(float[] a, int j, float[][] z, float[] fresh, int from, int to) {
        for (int v = 0; v < z.length; v++) {
            float factor = a[j + v];
            float[] row = z[v];
            for (int i = from; i < to; i++) {
                fresh[i] += factor * FloatTanh.of(row[i]);
            }
        }
    }

    @Override
    void addTangent(float p, float[] z, float[] slope, float[] fresh, int padded) {
        for (int i = 0; i < padded; i++) {
            float y = FloatTanh.of(z[i]);
            fresh[i] += p * y + (1 - y * y) * slope[i];
        }
    }

    @Override
    void slopes(NeuronBlock block, int count, SampleBlock samples, int i, float[] h) {
        affine(block, count, samples, i, h);
        float[] g = block.unitG;
        float r = samples.r[i];
        for (int j = 0; j < count; j++) {
            float y = FloatTanh.of(h[j]);
            h[j] = 1 - y * y;
            g[j] += r * y;
        }
    }

    @Override
    void finish(NeuronBlock block, int count) {}

    @Override
    public String description() {
        return "plain Java loops";
    }
}
