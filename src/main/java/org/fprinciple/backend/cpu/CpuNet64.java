package org.fprinciple.backend.cpu;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Parametrisation;

/** θ₀ in float64, in the layout of displacements. */
final class CpuNet64 implements DeviceNet, ParameterRows {
    private static final int READ = 1 << 14;

    private final Backend backend;
    private final Team team;
    private final NetForm form;
    private final int width;
    private final int dimension;
    private final double[] theta;

    CpuNet64(Backend backend, Team team, NeuronSource source, NetForm form) {
        this.backend = backend;
        this.team = team;
        this.form = form;
        width = source.width();
        dimension = source.dimension();
        theta = new double[Math.multiplyExact(width, dimension + 2)];
        double[] a = new double[READ];
        double[] w = new double[READ * dimension];
        double[] b = new double[READ];
        for (int from = 0; from < width; from += READ) {
            int size = Math.min(READ, width - from);
            source.read(from, size, a, w, b);
            for (int j = 0; j < size; j++) {
                theta[from + j] = a[j];
                theta[width + from + j] = b[j];
                for (int c = 0; c < dimension; c++) {
                    theta[(2 + c) * width + from + j] = w[j * dimension + c];
                }
            }
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public NetForm form() {
        return form;
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT64;
    }

    @Override
    public Vec start() {
        return backend.vector(theta.length);
    }

    @Override
    public NetPlan plan(int capacity, NetPlan.Choice choice) {
        return NetPlan.sorted(this, capacity, choice)
                ? new SortedPlan(team, this, form, width, capacity, "float64")
                : new DensePlan64(team, this, capacity);
    }

    @Override
    public void readStart(int from, int count, double[] a, double[] w, double[] b) {
        read(new double[0], from, count, a, w, b);
    }

    @Override
    public void read(Vec displacement, int from, int count, double[] a, double[] w, double[] b) {
        read(entries(displacement), from, count, a, w, b);
    }

    private void read(double[] delta, int from, int count, double[] a, double[] w, double[] b) {
        for (int j = 0; j < count; j++) {
            a[j] = at(delta, 0, from + j);
            b[j] = at(delta, 1, from + j);
            for (int c = 0; c < dimension; c++) {
                w[j * dimension + c] = at(delta, 2 + c, from + j);
            }
        }
    }

    /** A parameter: row 0 is a, 1 is b, 2 + c is w's column c. */
    double at(double[] delta, int row, int j) {
        double start = theta[row * width + j];
        return delta.length == 0 ? start : start + delta[row * width + j];
    }

    /** The memory of a displacement. */
    double[] entries(Vec displacement) {
        if (displacement instanceof CpuVec own && own.offset() == 0 && own.length() == theta.length) {
            return own.data();
        }
        throw new IllegalArgumentException("not a displacement of this net");
    }

    boolean biasInside() {
        return form.parametrisation() == Parametrisation.ZHANG2019;
    }

    @Override
    public void load(Vec displacement, int row, int from, int size, double[] to) {
        double[] delta = entries(displacement);
        for (int j = 0; j < size; j++) {
            to[j] = at(delta, row, from + j);
        }
    }

    @Override
    public void add(Vec target, int row, int from, int size, double c, double[] values) {
        double[] entries = entries(target);
        int place = row * width + from;
        for (int j = 0; j < size; j++) {
            entries[place + j] += c * values[j];
        }
    }

    @Override
    public void set(Vec target, int row, int from, int size, double c, double[] values) {
        double[] entries = entries(target);
        int place = row * width + from;
        for (int j = 0; j < size; j++) {
            entries[place + j] = c * values[j];
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        double[] delta = entries(displacement);
        double[] g = entries(gradient);
        double[] m = entries(first);
        double[] v = entries(second);
        double scaled = rate / (1 - Math.pow(Adam.FIRST, (double) step));
        double root = 1 / (1 - Math.pow(Adam.SECOND, (double) step));
        backend.forEach((theta.length + READ - 1) / READ, k -> {
            for (int i = k * READ; i < Math.min(theta.length, (k + 1) * READ); i++) {
                m[i] = Adam.FIRST * m[i] + (1 - Adam.FIRST) * g[i];
                v[i] = Adam.SECOND * v[i] + (1 - Adam.SECOND) * g[i] * g[i];
                delta[i] -= scaled * m[i] / (Math.sqrt(v[i] * root) + Adam.SMALL);
            }
        });
    }
}
