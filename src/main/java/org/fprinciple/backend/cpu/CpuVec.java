package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;

/** A vector in the heap, worked on in chunks of a fixed length, which also fixes the order of sums. */
public final class CpuVec implements Vec {
    // 4,096 numbers of a few vectors stay in a core's first cache.
    private static final int CHUNK = 1 << 12;
    /** Shorter vectors are not worth a thread. */
    private static final int SERIAL = 1 << 15;

    private final Backend backend;
    private final double[] data;

    CpuVec(Backend backend, double[] data) {
        this.backend = backend;
        this.data = data;
    }

    /** The entries themselves, not a copy: for plans of the CPU backend. */
    double[] data() {
        return data;
    }

    @Override
    public int length() {
        return data.length;
    }

    @Override
    public Vec like() {
        return new CpuVec(backend, new double[data.length]);
    }

    @Override
    public void set(double[] values) {
        if (values.length != data.length) {
            throw new IllegalArgumentException(values.length + " values for a vector of " + data.length);
        }
        System.arraycopy(values, 0, data, 0, data.length);
    }

    @Override
    public double[] toArray() {
        return data.clone();
    }

    @Override
    public void combine(double[] c, Vec... terms) {
        double[][] v = new double[terms.length][];
        for (int i = 0; i < v.length; i++) {
            v[i] = same(terms[i]);
        }
        chunks((from, to) -> {
            switch (v.length) {
                case 1 -> {
                    double[] a = v[0];
                    double p = c[0];
                    for (int i = from; i < to; i++) {
                        data[i] = p * a[i];
                    }
                }
                case 2 -> {
                    double[] a = v[0];
                    double[] b = v[1];
                    double p = c[0];
                    double q = c[1];
                    for (int i = from; i < to; i++) {
                        data[i] = p * a[i] + q * b[i];
                    }
                }
                default -> sum(c, v, from, to);
            }
        });
    }

    private void sum(double[] c, double[][] v, int from, int to) {
        double[] sum = new double[to - from];
        for (int t = 0; t < v.length; t++) {
            double[] a = v[t];
            double p = c[t];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += p * a[from + i];
            }
        }
        System.arraycopy(sum, 0, data, from, sum.length);
    }

    @Override
    public void multiply(Vec u, Vec v) {
        double[] a = same(u);
        double[] b = same(v);
        chunks((from, to) -> {
            for (int i = from; i < to; i++) {
                data[i] = a[i] * b[i];
            }
        });
    }

    @Override
    public double dot(Vec v) {
        double[] b = same(v);
        double[] parts = new double[count()];
        chunks((from, to) -> parts[from / CHUNK] = dot(data, b, from, to));
        return Arrays.stream(parts).reduce(0, Double::sum);
    }

    @Override
    public double[] orthogonalise(Vec[] basis, int count) {
        double[][] v = new double[count][];
        for (int j = 0; j < count; j++) {
            v[j] = same(basis[j]);
        }
        double[][] parts = new double[count()][count];
        chunks((from, to) -> {
            for (int j = 0; j < count; j++) {
                parts[from / CHUNK][j] = dot(v[j], data, from, to);
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
                double[] a = v[j];
                double p = overlap[j];
                for (int i = from; i < to; i++) {
                    data[i] -= p * a[i];
                }
            }
        });
        return overlap;
    }

    /** Four partial sums, so that the additions need not wait for each other. */
    private static double dot(double[] a, double[] b, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < to; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private double[] same(Vec v) {
        if (v instanceof CpuVec other && other.data.length == data.length) {
            return other.data;
        }
        throw new IllegalArgumentException("vectors of one operation must share backend and length");
    }

    private int count() {
        return (data.length + CHUNK - 1) / CHUNK;
    }

    private interface Part {
        void run(int from, int to);
    }

    private void chunks(Part part) {
        int n = data.length;
        if (n <= SERIAL) {
            for (int from = 0; from < n; from += CHUNK) {
                part.run(from, Math.min(from + CHUNK, n));
            }
        } else {
            backend.forEach(count(), c -> part.run(c * CHUNK, Math.min((c + 1) * CHUNK, n)));
        }
    }
}
