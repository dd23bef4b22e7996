package org.fprinciple.backend.cpu;

/** σ(z) = max(z, 0), any number of inputs. */
final class PlainRelu extends PlainLoops {
    private static final float TINY = 1e-30f;

    /** 2 σ(z), by two instructions; the greatest of two numbers takes six, for NaN and −0. */
    private static float twice(float z) {
        return z + Math.abs(z);
    }

    /** σ'(z), 0 at 0, but for 0 &lt; z &lt; 1e−22. Compilers vectorise the division, but no comparison. */
    private static float active(float z) {
        float y = twice(z);
        return y / (y + TINY);
    }

    @Override
    void addActivations(float[] a, int j, float[][] z, float[] fresh, int from, int to) {
        float a0 = a[j] / 2;
        float a1 = a[j + 1] / 2;
        float a2 = a[j + 2] / 2;
        float a3 = a[j + 3] / 2;
        float[] z0 = z[0];
        float[] z1 = z[1];
        float[] z2 = z[2];
        float[] z3 = z[3];
        for (int i = from; i < to; i++) {
            float left = a0 * twice(z0[i]) + a1 * twice(z1[i]);
            float right = a2 * twice(z2[i]) + a3 * twice(z3[i]);
            fresh[i] += left + right;
        }
    }

    @Override
    void addTangent(float p, float[] z, float[] slope, float[] fresh, int padded) {
        for (int i = 0; i < padded; i++) {
            fresh[i] += active(z[i]) * (p * z[i] + slope[i]);
        }
    }

    @Override
    void slopes(NeuronBlock block, int count, SampleBlock samples, int i, float[] h) {
        float[][] w = block.w;
        float[][] x = samples.x;
        switch (w.length) {
            case 1 -> slopes(block.b, w[0], x[0][i], h, count);
            case 2 -> slopes(block.b, w[0], w[1], x[0][i], x[1][i], h, count);
            case 3 -> slopes(block.b, w[0], w[1], w[2], x[0][i], x[1][i], x[2][i], h, count);
            default -> {
                affine(block, count, samples, i, h);
                for (int j = 0; j < count; j++) {
                    h[j] = active(h[j]);
                }
            }
        }
    }

    private static void slopes(float[] b, float[] w0, float x0, float[] h, int count) {
        for (int j = 0; j < count; j++) {
            h[j] = active(b[j] + w0[j] * x0);
        }
    }

    private static void slopes(float[] b, float[] w0, float[] w1, float x0, float x1, float[] h, int count) {
        for (int j = 0; j < count; j++) {
            h[j] = active(b[j] + w0[j] * x0 + w1[j] * x1);
        }
    }

    private static void slopes(
            float[] b, float[] w0, float[] w1, float[] w2, float x0, float x1, float x2, float[] h, int count) {
        for (int j = 0; j < count; j++) {
            h[j] = active(b[j] + w0[j] * x0 + w1[j] * x1 + w2[j] * x2);
        }
    }

    @Override
    void finish(NeuronBlock block, int count) {
        // σ(z) = z where σ'(z) = 1.
        for (int j = 0; j < count; j++) {
            block.g[j] = block.b[j] * block.s[j];
        }
        for (int c = 0; c < block.w.length; c++) {
            float[] w = block.w[c];
            float[] t = block.t[c];
            for (int j = 0; j < count; j++) {
                block.g[j] += w[j] * t[j];
            }
        }
    }

    @Override
    public String description() {
        return "plain Java loops";
    }
}
