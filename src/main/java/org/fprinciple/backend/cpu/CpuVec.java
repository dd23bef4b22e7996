package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;

/** A vector in the heap, worked on in chunks of a fixed length, which also fixes the order of sums. */
final class CpuVec implements Vec {
    // 4,096 numbers of a few vectors stay in a core's first cache.
    private static final int CHUNK = 1 << 12;
    /** Shorter vectors are not worth a thread. */
    private static final int SERIAL = 1 << 15;

    private final Backend backend;
    private final double[] data;
    private final int offset;
    private final int length;

    CpuVec(Backend backend, int length) {
        this(backend, new double[length], 0, length);
    }

    private CpuVec(Backend backend, double[] data, int offset, int length) {
        this.backend = backend;
        this.data = data;
        this.offset = offset;
        this.length = length;
    }

    /** A vector of the CPU's, of so many entries. */
    static CpuVec of(Vec vec, int length) {
        if (vec instanceof CpuVec own && own.length == length) {
            return own;
        }
        throw new IllegalArgumentException("not a vector of " + length + " entries on the CPU");
    }

    /** The memory, not a copy; the entries begin at {@link #offset()}. */
    double[] data() {
        return data;
    }

    int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public Vec like() {
        return new CpuVec(backend, length);
    }

    @Override
    public Vec slice(int from, int count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(from + " + " + count + " of " + length);
        }
        return new CpuVec(backend, data, offset + from, count);
    }

    @Override
    public void set(double[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException(values.length + " values for a vector of " + length);
        }
        System.arraycopy(values, 0, data, offset, length);
    }

    @Override
    public double[] toArray() {
        return Arrays.copyOfRange(data, offset, offset + length);
    }

    @Override
    public void combine(double[] c, Vec... terms) {
        CpuVec[] v = new CpuVec[terms.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = same(terms[i]);
        }
        chunks((from, to) -> {
            switch (v.length) {
                case 1 -> {
                    double[] a = v[0].data;
                    int ia = v[0].offset;
                    double p = c[0];
                    for (int i = from; i < to; i++) {
                        data[offset + i] = p * a[ia + i];
                    }
                }
                case 2 -> {
                    double[] a = v[0].data;
                    double[] b = v[1].data;
                    int ia = v[0].offset;
                    int ib = v[1].offset;
                    double p = c[0];
                    double q = c[1];
                    for (int i = from; i < to; i++) {
                        data[offset + i] = p * a[ia + i] + q * b[ib + i];
                    }
                }
                default -> sum(c, v, from, to);
            }
        });
    }

    private void sum(double[] c, CpuVec[] v, int from, int to) {
        double[] sum = new double[to - from];
        for (int t = 0; t < v.length; t++) {
            double[] a = v[t].data;
            int start = v[t].offset + from;
            double p = c[t];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += p * a[start + i];
            }
        }
        System.arraycopy(sum, 0, data, offset + from, sum.length);
    }

    @Override
    public void multiply(Vec u, Vec v) {
        CpuVec a = same(u);
        CpuVec b = same(v);
        chunks((from, to) -> {
            for (int i = from; i < to; i++) {
                data[offset + i] = a.data[a.offset + i] * b.data[b.offset + i];
            }
        });
    }

    @Override
    public void multiplyAdd(Vec u, Vec v) {
        CpuVec a = same(u);
        CpuVec b = same(v);
        chunks((from, to) -> {
            for (int i = from; i < to; i++) {
                data[offset + i] += a.data[a.offset + i] * b.data[b.offset + i];
            }
        });
    }

    @Override
    public double dot(Vec v) {
        CpuVec b = same(v);
        return sum((from, to) -> dot(this, b, from, to));
    }

    @Override
    public double absoluteDot(Vec v) {
        CpuVec b = same(v);
        return sum((from, to) -> {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += Math.abs(data[offset + i] * b.data[b.offset + i]);
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
        CpuVec[] v = new CpuVec[count];
        for (int j = 0; j < count; j++) {
            v[j] = same(basis[j]);
        }
        double[][] parts = new double[count()][count];
        chunks((from, to) -> {
            for (int j = 0; j < count; j++) {
                parts[from / CHUNK][j] = dot(v[j], this, from, to);
            }
        });
        double[] overlap = new double[count];
        for (double[] part : parts) {
            for (int j = 0; j < count; j++) {
                overlap[j] += part[j];
            }
        }
        chunks((from, to) -> {
            for (int j = 0; j < count; j++) {
                double[] a = v[j].data;
                int start = v[j].offset;
                double p = overlap[j];
                for (int i = from; i < to; i++) {
                    data[offset + i] -= p * a[start + i];
                }
            }
        });
        return overlap;
    }

    /** Four partial sums, so that the additions need not wait for each other. */
    private static double dot(CpuVec u, CpuVec v, int from, int to) {
        double[] a = u.data;
        double[] b = v.data;
        int ia = u.offset;
        int ib = v.offset;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += a[ia + i] * b[ib + i];
            s1 += a[ia + i + 1] * b[ib + i + 1];
            s2 += a[ia + i + 2] * b[ib + i + 2];
            s3 += a[ia + i + 3] * b[ib + i + 3];
        }
        for (; i < to; i++) {
            s0 += a[ia + i] * b[ib + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private CpuVec same(Vec v) {
        if (v instanceof CpuVec other && other.length == length) {
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
