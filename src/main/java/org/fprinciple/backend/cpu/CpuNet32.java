package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/** θ₀ in float32, in the layout of displacements: a, b, and each column of w. */
final class CpuNet32 implements DeviceNet, ParameterRows {
    private static final int READ = 1 << 12;

    private final Backend backend;
    private final Team team;
    private final NetForm form;
    private final int width;
    private final int dimension;
    private final float[] theta;
    /** What the rounding of θ₀ left; null for nothing. */
    private final float @org.jspecify.annotations.Nullable [] rest;

    CpuNet32(Backend backend, Team team, NeuronSource source, NetForm form) {
        this.backend = backend;
        this.team = team;
        this.form = form;
        width = source.width();
        dimension = source.dimension();
        theta = new float[Math.multiplyExact(width, dimension + 2)];
        boolean[] rounded = new boolean[blocks(width)];
        readAll(source, (block, place, value) -> {
            theta[place] = (float) value;
            rounded[block] |= theta[place] != value;
        });
        boolean any = false;
        for (boolean block : rounded) {
            any |= block;
        }
        rest = any ? new float[theta.length] : null;
        float[] left = rest;
        if (left != null) {
            readAll(source, (block, place, value) -> left[place] = (float) (value - theta[place]));
        }
    }

    private static int blocks(int width) {
        return (width + READ - 1) / READ;
    }

    private interface Parameter {
        void at(int block, int place, double value);
    }

    private void readAll(NeuronSource source, Parameter parameter) {
        backend.forEach(blocks(width), block -> {
            int from = block * READ;
            int size = Math.min(READ, width - from);
            double[] a = new double[size];
            double[] w = new double[size * dimension];
            double[] b = new double[size];
            source.read(from, size, a, w, b);
            for (int row = 0; row < dimension + 2; row++) {
                for (int j = 0; j < size; j++) {
                    double value = row == 0 ? a[j] : row == 1 ? b[j] : w[j * dimension + row - 2];
                    parameter.at(block, row * width + from + j, value);
                }
            }
        });
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
        return Precision.FLOAT32;
    }

    @Override
    public Vec start() {
        FloatVec delta = new FloatVec(backend, theta.length);
        if (rest != null) {
            System.arraycopy(rest, 0, entries(delta), 0, rest.length);
        }
        return delta;
    }

    @Override
    public NetPlan plan(int capacity, NetPlan.Choice choice) {
        return NetPlan.sorted(this, capacity, choice)
                ? new SortedPlan(team, this, form, width, capacity, "float32")
                : new DensePlan32(team, this, loops(), capacity);
    }

    /** All pairs without the Vector API. */
    NetPlan plainPlan(int capacity) {
        return new DensePlan32(team, this, plainLoops(), capacity);
    }

    private NeuronLoops loops() {
        return form.activation() == Activation.RELU && dimension <= 3 ? VectorLoops.relu() : plainLoops();
    }

    private NeuronLoops plainLoops() {
        return form.activation() == Activation.TANH ? new PlainTanh() : new PlainRelu();
    }

    @Override
    public void readStart(int from, int count, double[] a, double[] w, double[] b) {
        read(rest == null ? new float[0] : rest, from, count, a, w, b);
    }

    @Override
    public void read(Vec displacement, int from, int count, double[] a, double[] w, double[] b) {
        read(entries(displacement), from, count, a, w, b);
    }

    private void read(float[] delta, int from, int count, double[] a, double[] w, double[] b) {
        for (int j = 0; j < count; j++) {
            a[j] = at(delta, 0, from + j);
            b[j] = at(delta, 1, from + j);
            for (int c = 0; c < dimension; c++) {
                w[j * dimension + c] = at(delta, 2 + c, from + j);
            }
        }
    }

    /** A parameter in full: row 0 is a, 1 is b, 2 + c is w's column c. */
    private double at(float[] delta, int row, int j) {
        int place = row * width + j;
        return delta.length == 0 ? theta[place] : (double) theta[place] + delta[place];
    }

    @Override
    public void load(Vec displacement, int row, int from, int size, double[] to) {
        float[] delta = entries(displacement);
        int place = row * width + from;
        for (int j = 0; j < size; j++) {
            to[j] = (double) theta[place + j] + delta[place + j];
        }
    }

    @Override
    public void add(Vec target, int row, int from, int size, double c, double[] values) {
        float[] entries = entries(target);
        int place = row * width + from;
        for (int j = 0; j < size; j++) {
            entries[place + j] += (float) (c * values[j]);
        }
    }

    @Override
    public void set(Vec target, int row, int from, int size, double c, double[] values) {
        float[] entries = entries(target);
        int place = row * width + from;
        for (int j = 0; j < size; j++) {
            entries[place + j] = (float) (c * values[j]);
        }
    }

    /** The memory of a displacement. */
    float[] entries(Vec displacement) {
        return FloatVec.whole(displacement, theta.length);
    }

    private boolean inside() {
        return form.parametrisation() == Parametrisation.ZHANG2019;
    }

    /** θ₀ + δ of neurons from … from + size − 1, and 0 behind them. */
    void load(float[] delta, int from, int size, NeuronBlock block, NeuronLoops loops) {
        loadRow(delta, from, size, block.a, loops);
        loadRow(delta, width + from, size, block.b, loops);
        for (int c = 0; c < dimension; c++) {
            loadRow(delta, (2 + c) * width + from, size, block.w[c], loops);
        }
        if (inside()) {
            System.arraycopy(block.b, 0, block.inside, 0, NeuronBlock.SIZE);
            for (int j = 0; j < size; j++) {
                block.b[j] *= block.w[0][j];
            }
        }
    }

    private void loadRow(float[] delta, int place, int size, float[] to, NeuronLoops loops) {
        loops.load(theta, delta, place, size, to);
        if (size < NeuronBlock.SIZE) {
            Arrays.fill(to, size, NeuronBlock.SIZE, 0);
        }
    }

    /**
     * Makes a not a number where another parameter is not finite: loops that take the bits' maximum lose NaN of negative sign. For
     * passes whose outputs are looked at.
     */
    void spoil(NeuronBlock block, int size) {
        spoil(block.a, block.b, size);
        for (int c = 0; c < dimension; c++) {
            spoil(block.a, block.w[c], size);
        }
    }

    private static void spoil(float[] a, float[] other, int size) {
        for (int j = 0; j < size; j++) {
            a[j] += 0 * other[j];
        }
    }

    /** target += c Σ_i r_i ∂f_i/∂θ / s from the sums of a block. */
    void addGradient(float c, NeuronBlock block, float[] target, int from, int size) {
        addProduct(c, block.g, target, from, size);
        if (inside()) {
            // z = w (x + b): ∂z/∂w = x + b, ∂z/∂b = w.
            for (int j = 0; j < size; j++) {
                float outer = c * block.a[j];
                target[width + from + j] += outer * block.w[0][j] * block.s[j];
                target[2 * width + from + j] += outer * (block.t[0][j] + block.inside[j] * block.s[j]);
            }
            return;
        }
        addProduct(c, block.a, block.s, target, width + from, size);
        for (int k = 0; k < dimension; k++) {
            addProduct(c, block.a, block.t[k], target, (2 + k) * width + from, size);
        }
    }

    /** δ += c Σ_i r_i ∂f_i/∂θ / s, and the block as it is then. */
    void move(float c, NeuronBlock block, float[] delta, int from, int size, NeuronLoops loops) {
        if (inside()) {
            addGradient(c, block, delta, from, size);
            load(delta, from, size, block, loops);
            return;
        }
        // b and w go by the a before the step.
        loops.move(c, block.s, block.a, theta, delta, width + from, size, block.b);
        for (int k = 0; k < dimension; k++) {
            loops.move(c, block.t[k], block.a, theta, delta, (2 + k) * width + from, size, block.w[k]);
        }
        loops.move(c, block.g, block.ones, theta, delta, from, size, block.a);
    }

    private static void addProduct(float c, float[] u, float[] target, int place, int size) {
        for (int j = 0; j < size; j++) {
            target[place + j] += c * u[j];
        }
    }

    private static void addProduct(float c, float[] u, float[] v, float[] target, int place, int size) {
        for (int j = 0; j < size; j++) {
            target[place + j] += c * u[j] * v[j];
        }
    }

    /** p, v and u: what f changes by where θ moves along the block's gradient, Σ_j p σ(z) + σ'(z) (u·x + v). */
    void direct(NeuronBlock block, int size) {
        for (int j = 0; j < NeuronBlock.SIZE; j++) {
            float square = block.a[j] * block.a[j];
            block.p[j] = block.g[j];
            if (inside()) {
                float overW = block.t[0][j] + block.inside[j] * block.s[j];
                float overB = block.w[0][j] * block.s[j];
                block.u[0][j] = square * overW;
                block.v[j] = square * (block.inside[j] * overW + block.w[0][j] * overB);
            } else {
                block.v[j] = square * block.s[j];
                for (int c = 0; c < dimension; c++) {
                    block.u[c][j] = square * block.t[c][j];
                }
            }
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        float[] delta = entries(displacement);
        float[] g = entries(gradient);
        float[] m = entries(first);
        float[] v = entries(second);
        float scaled = (float) (rate / (1 - Math.pow(Adam.FIRST, (double) step)));
        float root = (float) (1 / (1 - Math.pow(Adam.SECOND, (double) step)));
        backend.forEach((theta.length + READ - 1) / READ, k -> {
            for (int i = k * READ; i < Math.min(theta.length, (k + 1) * READ); i++) {
                m[i] = (float) Adam.FIRST * m[i] + (float) (1 - Adam.FIRST) * g[i];
                v[i] = (float) Adam.SECOND * v[i] + (float) (1 - Adam.SECOND) * g[i] * g[i];
                delta[i] -= scaled * m[i] / ((float) Math.sqrt(v[i] * root) + (float) Adam.SMALL);
            }
        });
    }
}
