package org.fprinciple.backend.cpu;

/** σ(z) = max(z, 0), any number of inputs. */
final class PlainRelu extends PlainLoops {
    /** Compilers vectorise least and greatest, but not comparisons: z STEEP between 0 and 1 is σ'(z), but for |z| &lt; 1e−20. */
    static final float STEEP = 1e20f;

    @Override
    void addActivation(float a, float[] z, float[] fresh, int padded) {
        for (int i = 0; i < padded; i++) {
            fresh[i] += a * Math.max(z[i], 0f);
        }
    }

    @Override
    void addTangent(float p, float[] z, float[] slope, float[] fresh, int padded) {
        for (int i = 0; i < padded; i++) {
            float h = Math.min(Math.max(z[i] * STEEP, 0f), 1f);
            fresh[i] += h * (p * z[i] + slope[i]);
        }
    }

    @Override
    void differentiate(float[] z, float r, float[] h, float[] g, int count) {
        for (int j = 0; j < count; j++) {
            h[j] = Math.min(Math.max(z[j] * STEEP, 0f), 1f);
            g[j] += r * Math.max(z[j], 0f);
        }
    }

    @Override
    public String description() {
        return "plain Java loops";
    }
}
