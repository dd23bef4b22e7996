package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Parametrisation;
import org.jspecify.annotations.Nullable;

/** θ₀ on a device, in the layout of displacements: a, b, and each column of w. It is drawn on the host: the same bits everywhere. */
final class CudaNet implements DeviceNet {
    /** Neurons that one thread of the host draws at a time. */
    private static final int READ = 1 << 12;
    /** Numbers that the host holds at a time. */
    private static final int HELD = 1 << 22;

    /** kernels/net.cu's struct NetShape. */
    record Shape(int width, int dimension, boolean inside) {
        ByteBuffer struct() {
            return ByteBuffer.allocateDirect(12)
                    .order(ByteOrder.nativeOrder())
                    .putInt(width)
                    .putInt(dimension)
                    .putInt(inside ? 1 : 0);
        }
    }

    private final CudaBackend backend;
    private final NetForm form;
    private final int width;
    private final int dimension;
    private final CudaVec theta;
    /** What the rounding of θ₀ left; null for nothing. */
    private @Nullable CudaVec rest;

    CudaNet(CudaBackend backend, NeuronSource source, NetForm form, Precision precision) {
        this.backend = backend;
        this.form = form;
        width = source.width();
        dimension = source.dimension();
        if (width > Integer.MAX_VALUE / (dimension + 2)) {
            throw new InsufficientResourceException(
                    "A net of " + width + " neurons and " + dimension
                            + " input(s) has more parameters than one vector of a CUDA device takes, 2^31: take a smaller --width.");
        }
        theta = new CudaVec(backend, precision, width * (dimension + 2));
        int held = Math.max(READ, HELD / (dimension + 2) / READ * READ);
        for (int from = 0; from < width; from += held) {
            int size = Math.min(held, width - from);
            double[][] rows = read(source, from, size);
            for (int row = 0; row < rows.length; row++) {
                theta.slice(row * width + from, size).set(rows[row]);
                if (precision == Precision.FLOAT32) {
                    keep(rows[row], row * width + from);
                }
            }
        }
    }

    /** Parameters of neurons from … from + size − 1 (d + 2, size). */
    private double[][] read(NeuronSource source, int from, int size) {
        double[][] rows = new double[dimension + 2][size];
        backend.forEach((size + READ - 1) / READ, block -> {
            int first = block * READ;
            int count = Math.min(READ, size - first);
            double[] w = new double[count * dimension];
            double[] a = new double[count];
            double[] b = new double[count];
            source.read(from + first, count, a, w, b);
            System.arraycopy(a, 0, rows[0], first, count);
            System.arraycopy(b, 0, rows[1], first, count);
            for (int j = 0; j < count; j++) {
                for (int c = 0; c < dimension; c++) {
                    rows[2 + c][first + j] = w[j * dimension + c];
                }
            }
        });
        return rows;
    }

    /** Keeps what float32 loses of some parameters. */
    private void keep(double[] values, int place) {
        double[] lost = Arrays.stream(values).map(v -> v - (float) v).toArray();
        if (Arrays.stream(lost).allMatch(v -> v == 0)) {
            return;
        }
        if (rest == null) {
            rest = new CudaVec(backend, Precision.FLOAT32, theta.length());
        }
        rest.slice(place, lost.length).set(lost);
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
        return theta.precision();
    }

    Shape shape() {
        return new Shape(width, dimension, form.parametrisation() == Parametrisation.ZHANG2019);
    }

    CudaVec theta() {
        return theta;
    }

    @Override
    public Vec start() {
        Vec delta = theta.like();
        if (rest != null) {
            delta.copy(rest);
        }
        return delta;
    }

    @Override
    public NetPlan plan(int capacity, NetPlan.Choice choice) {
        if (NetPlan.sorted(this, capacity, choice)) {
            return new CudaSortedPlan(backend, this, capacity);
        }
        return dimension <= CudaDensePlan.MOST_INPUTS
                ? new CudaDensePlan(backend, this, capacity)
                : new CudaTiledPlan(backend, this, capacity);
    }

    /** A displacement of this net, whole. */
    CudaVec entries(Vec displacement) {
        if (displacement instanceof CudaVec own
                && own.length() == theta.length()
                && own.precision() == theta.precision()) {
            return own;
        }
        throw new IllegalArgumentException("not a displacement of this net");
    }

    @Override
    public void readStart(int from, int count, double[] a, double[] w, double[] b) {
        readAt(rest, from, count, a, w, b);
    }

    @Override
    public void read(Vec displacement, int from, int count, double[] a, double[] w, double[] b) {
        readAt(entries(displacement), from, count, a, w, b);
    }

    private void readAt(@Nullable CudaVec delta, int from, int count, double[] a, double[] w, double[] b) {
        for (int row = 0; row < dimension + 2; row++) {
            double[] start = theta.slice(row * width + from, count).toArray();
            double[] moved = delta == null
                    ? new double[count]
                    : delta.slice(row * width + from, count).toArray();
            for (int j = 0; j < count; j++) {
                double value = start[j] + moved[j];
                switch (row) {
                    case 0 -> a[j] = value;
                    case 1 -> b[j] = value;
                    default -> w[j * dimension + row - 2] = value;
                }
            }
        }
    }
}
