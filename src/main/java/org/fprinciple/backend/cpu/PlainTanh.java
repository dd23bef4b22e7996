package org.fprinciple.backend.cpu;

/** σ = tanh, σ' = 1 − σ². */
final class PlainTanh extends PlainLoops {
    @Override
    void addActivation(float a, float[] z, float[] fresh, int padded) {
        for (int i = 0; i < padded; i++) {
            fresh[i] += a * FloatTanh.of(z[i]);
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
    void differentiate(float[] z, float r, float[] h, float[] g, int count) {
        for (int j = 0; j < count; j++) {
            float y = FloatTanh.of(z[j]);
            h[j] = 1 - y * y;
            g[j] += r * y;
        }
    }

    @Override
    public String description() {
        return "plain Java loops";
    }
}
