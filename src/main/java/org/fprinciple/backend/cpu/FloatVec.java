package org.fprinciple.backend.cpu;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;

/** A vector of float32 in the heap, worked on in chunks like {@link CpuVec}; sums are in float64. */
final class FloatVec implements Vec {
    private static final int CHUNK = 1 << 13;
    private static final int SERIAL = 1 << 16;

    private final Backend backend;
    private final float[] data;
    private final int offset;
    private final int length;

    FloatVec(Backend backend, int length) {
        this(backend, new float[length], 0, length);
    }

    private FloatVec(Backend backend, float[] data, int offset, int length) {
        this.backend = backend;
        this.data = data;
        this.offset = offset;
        this.length = length;
    }

    /** The memory of a vector of this kind that is no slice. */
    static float[] whole(Vec vec, int length) {
        if (vec instanceof FloatVec own && own.offset == 0 && own.length == length) {
            return own.data;
        }
        throw new IllegalArgumentException("not a displacement of this net");
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public Vec like() {
        return new FloatVec(backend, length);
    }

    @Override
    public Vec slice(int from, int count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(from + " + " + count + " of " + length);
        }
        return new FloatVec(backend, data, offset + from, count);
    }

    /** Rounds. */
    @Override
    public void set(double[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException(values.length + " values for a vector of " + length);
        }
        for (int i = 0; i < length; i++) {
            data[offset + i] = (float) values[i];
        }
    }

    @Override
    public double[] toArray() {
        double[] copy = new double[length];
        for (int i = 0; i < length; i++) {
            copy[i] = data[offset + i];
        }
        return copy;
    }

    @Override
    public void combine(double[] c, Vec... terms) {
        FloatVec[] v = new FloatVec[terms.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = same(terms[i]);
        }
        chunks((from, to) -> {
            switch (v.length) {
                case 1 -> one((float) c[0], v[0], from, to);
                case 2 -> two((float) c[0], v[0], (float) c[1], v[1], from, to);
                case 3 -> three((float) c[0], v[0], (float) c[1], v[1], (float) c[2], v[2], from, to);
                default -> sum(c, v, from, to);
            }
        });
    }

    private void one(float p, FloatVec u, int from, int to) {
        float[] a = u.data;
        int shift = u.offset - offset;
        for (int i = offset + from; i < offset + to; i++) {
            data[i] = p * a[i + shift];
        }
    }

    private void two(float p, FloatVec u, float q, FloatVec v, int from, int to) {
        float[] a = u.data;
        float[] b = v.data;
        int ia = u.offset - offset;
        int ib = v.offset - offset;
        for (int i = offset + from; i < offset + to; i++) {
            data[i] = p * a[i + ia] + q * b[i + ib];
        }
    }

    private void three(float p, FloatVec u, float q, FloatVec v, float s, FloatVec w, int from, int to) {
        float[] a = u.data;
        float[] b = v.data;
        float[] e = w.data;
        int ia = u.offset - offset;
        int ib = v.offset - offset;
        int ie = w.offset - offset;
        for (int i = offset + from; i < offset + to; i++) {
            data[i] = p * a[i + ia] + q * b[i + ib] + s * e[i + ie];
        }
    }

    private void sum(double[] c, FloatVec[] v, int from, int to) {
        float[] sum = new float[to - from];
        for (int t = 0; t < v.length; t++) {
            float[] a = v[t].data;
            int start = v[t].offset + from;
            float p = (float) c[t];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += p * a[start + i];
            }
        }
        System.arraycopy(sum, 0, data, offset + from, sum.length);
    }

    @Override
    public void multiply(Vec u, Vec v) {
        FloatVec a = same(u);
        FloatVec b = same(v);
        chunks((from, to) -> {
            for (int i = from; i < to; i++) {
                data[offset + i] = a.data[a.offset + i] * b.data[b.offset + i];
            }
        });
    }

    @Override
    public void multiplyAdd(Vec u, Vec v) {
        FloatVec a = same(u);
        FloatVec b = same(v);
        chunks((from, to) -> {
            for (int i = from; i < to; i++) {
                data[offset + i] += a.data[a.offset + i] * b.data[b.offset + i];
            }
        });
    }

    @Override
    public double dot(Vec v) {
        FloatVec b = same(v);
        return sum((from, to) -> dot(this, b, from, to));
    }

    @Override
    public double absoluteDot(Vec v) {
        FloatVec b = same(v);
        return sum((from, to) -> {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += Math.abs((double) data[offset + i] * b.data[b.offset + i]);
            }
            return sum;
        });
    }

    private interface PartSum {
        double of(int from, int to);
    }

    private double sum(PartSum part) {
        double[] parts = new double[count()];
        chunks((from, to) -> parts[from / CHUNK] = part.of(from, to));
        double sum = 0;
        for (double each : parts) {
            sum += each;
        }
        return sum;
    }

    @Override
    public double[] orthogonalise(Vec[] basis, int count) {
        double[] overlap = new double[count];
        for (int j = 0; j < count; j++) {
            overlap[j] = basis[j].dot(this);
        }
        for (int j = 0; j < count; j++) {
            add(-overlap[j], basis[j]);
        }
        return overlap;
    }

    /** Four partial sums, so that the additions need not wait for each other. */
    private static double dot(FloatVec u, FloatVec v, int from, int to) {
        float[] a = u.data;
        float[] b = v.data;
        int ia = u.offset;
        int ib = v.offset;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += (double) a[ia + i] * b[ib + i];
            s1 += (double) a[ia + i + 1] * b[ib + i + 1];
            s2 += (double) a[ia + i + 2] * b[ib + i + 2];
            s3 += (double) a[ia + i + 3] * b[ib + i + 3];
        }
        for (; i < to; i++) {
            s0 += (double) a[ia + i] * b[ib + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private FloatVec same(Vec v) {
        if (v instanceof FloatVec other && other.length == length) {
            return other;
        }
        throw new IllegalArgumentException("vectors of one operation must share backend and length");
    }

    private int count() {
        return (length + CHUNK - 1) / CHUNK;
    }

    private interface Part {
        void run(int from, int to);
    }

    private void chunks(Part part) {
        int n = length;
        if (n <= SERIAL) {
            for (int from = 0; from < n; from += CHUNK) {
                part.run(from, Math.min(from + CHUNK, n));
            }
        } else {
            backend.forEach(count(), c -> part.run(c * CHUNK, Math.min((c + 1) * CHUNK, n)));
        }
    }
}
