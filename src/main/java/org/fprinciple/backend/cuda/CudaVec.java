package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jcuda.Pointer;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;

/** A vector of float64 or float32 in a device's memory, whose sums are in float64; kernels/vector.cu. */
final class CudaVec implements Vec {
    /** Terms of one launch, kernels/vector.cu's MOST_TERMS. */
    private static final int MOST_TERMS = 64;
    /** Combinations of one launch and their terms, its MOST_TURNS and TURN_TERMS. */
    private static final int MOST_TURNS = 8;

    private static final int TURN_TERMS = 4;
    /** Of its struct Turns. */
    static final int TURNS_BYTES = 8 * MOST_TURNS * (1 + 2 * TURN_TERMS) + 4 * MOST_TURNS + 8;

    /** Entries of one block of overlaps, its THREADS times ENTRIES. */
    private static final int CHUNK = 4096;
    /** Vectors of one piece of memory begin at multiples of so many bytes, as if they were by themselves. */
    private static final long ALIGNED = 256;

    private final CudaBackend backend;
    private final Precision precision;
    private final DeviceMemory memory;
    /** In bytes. */
    private final long offset;

    private final int length;

    /** Zeros. */
    CudaVec(CudaBackend backend, Precision precision, int length) {
        this(backend, precision, backend.device().allocate((long) precision.bytes() * length), 0, length);
        backend.device().clear(memory, bytes(length));
    }

    private CudaVec(CudaBackend backend, Precision precision, DeviceMemory memory, long offset, int length) {
        this.backend = backend;
        this.precision = precision;
        this.memory = memory;
        this.offset = offset;
        this.length = length;
    }

    /** A vector of a backend's. */
    static CudaVec of(Vec vec) {
        if (vec instanceof CudaVec own) {
            return own;
        }
        throw new IllegalArgumentException("not a vector of this device");
    }

    private long bytes(long entries) {
        return precision.bytes() * entries;
    }

    /** The address of the first entry. */
    long address() {
        return memory.at(offset);
    }

    /** The same for cuFFT. */
    Pointer pointer() {
        return memory.pointer(offset);
    }

    Precision precision() {
        return precision;
    }

    /** The kernel of that name for numbers of this kind. */
    private String kernel(String name) {
        return precision == Precision.FLOAT32 ? name + "32" : name;
    }

    @Override
    public int length() {
        return length;
    }

    /** this ← v, the signs of zeros too. */
    void copyBits(CudaVec v) {
        backend.device().copy(memory, offset, v.memory, v.offset, bytes(length));
    }

    @Override
    public Vec like() {
        return new CudaVec(backend, precision, length);
    }

    @Override
    public Vec[] like(int count) {
        long apart = (bytes(length) + ALIGNED - 1) / ALIGNED * ALIGNED;
        DeviceMemory all = backend.device().allocate(count * apart);
        backend.device().clear(all, count * apart);
        Vec[] vectors = new Vec[count];
        Arrays.setAll(vectors, i -> new CudaVec(backend, precision, all, i * apart, length));
        return vectors;
    }

    @Override
    public CudaVec slice(int from, int count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(from + " + " + count + " of " + length);
        }
        return new CudaVec(backend, precision, memory, offset + bytes(from), count);
    }

    @Override
    public void set(double[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException(values.length + " values for a vector of " + length);
        }
        backend.device().upload(memory, offset, host(values), bytes(length));
    }

    /** Numbers as the device has them. */
    private Pointer host(double[] values) {
        return precision == Precision.FLOAT64 ? Pointer.to(values) : Pointer.to(rounded(values));
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    @Override
    public double[] toArray() {
        double[] values = new double[length];
        if (precision == Precision.FLOAT64) {
            backend.device().download(Pointer.to(values), memory, offset, bytes(length));
            return values;
        }
        float[] own = new float[length];
        backend.device().download(Pointer.to(own), memory, offset, bytes(length));
        for (int i = 0; i < length; i++) {
            values[i] = own[i];
        }
        return values;
    }

    @Override
    public double[] strided(int from, int step, int width, int count) {
        if (precision != Precision.FLOAT64) {
            return Vec.super.strided(from, step, width, count);
        }
        double[] some = new double[width * count];
        if (from < 0 || from + (count - 1L) * step + width > length) {
            throw new IndexOutOfBoundsException(from + " + " + count + " steps of " + step + " of " + length);
        }
        CudaDevice device = backend.device();
        DeviceMemory work = backend.work(8L * some.length);
        int blocks = (some.length + CudaDevice.THREADS - 1) / CudaDevice.THREADS;
        device.launch(
                "strided", blocks, 1, CudaDevice.THREADS, work.at(0), address() + 8L * from, (long) step, width, count);
        device.download(Pointer.to(some), work, 0, 8L * some.length);
        return some;
    }

    @Override
    public void combine(double[] coefficients, Vec... terms) {
        List<CudaVec> vectors = new ArrayList<>();
        List<Double> factors = new ArrayList<>();
        order(coefficients, terms, vectors, factors);
        accumulate(vectors, factors, false);
    }

    /** This vector first: it is written to by the first of several launches. */
    private void order(double[] coefficients, Vec[] terms, List<CudaVec> vectors, List<Double> factors) {
        for (boolean own : new boolean[] {true, false}) {
            for (int t = 0; t < terms.length; t++) {
                CudaVec v = same(terms[t]);
                if (v.address() == address() == own) {
                    vectors.add(v);
                    factors.add(coefficients[t]);
                }
            }
        }
    }

    @Override
    public void combineInTurn(List<Combination> all) {
        if (!fitATurn(all)) {
            Vec.super.combineInTurn(all);
            return;
        }
        ByteBuffer turns = ByteBuffer.allocateDirect(TURNS_BYTES).order(ByteOrder.nativeOrder());
        putTurns(all, turns);
        CudaDevice device = backend.device();
        device.launch(kernel("combine_in_turn"), device.blocks(length), 1, CudaDevice.THREADS, (long) length, turns);
    }

    /** Whether these are one of kernels/vector.cu's struct Turns. */
    boolean fitATurn(List<Combination> all) {
        return all.size() <= MOST_TURNS
                && all.stream().allMatch(each -> each.terms().length <= TURN_TERMS && same(each.to()).length > 0);
    }

    /** Writes that. */
    void putTurns(List<Combination> all, ByteBuffer to) {
        int start = to.position();
        int coefficient = start + 8 * MOST_TURNS * (1 + TURN_TERMS);
        int count = coefficient + 8 * MOST_TURNS * TURN_TERMS;
        for (int k = 0; k < all.size(); k++) {
            CudaVec out = same(all.get(k).to());
            List<CudaVec> vectors = new ArrayList<>();
            List<Double> factors = new ArrayList<>();
            out.order(all.get(k).coefficients(), all.get(k).terms(), vectors, factors);
            to.putLong(start + 8 * k, out.address());
            for (int t = 0; t < vectors.size(); t++) {
                int place = 8 * (TURN_TERMS * k + t);
                to.putLong(start + 8 * MOST_TURNS + place, vectors.get(t).address());
                to.putDouble(coefficient + place, factors.get(t));
            }
            to.putInt(count + 4 * k, vectors.size());
        }
        to.putLong(count + 4 * MOST_TURNS, all.size());
        to.position(start + TURNS_BYTES);
    }

    private void accumulate(List<CudaVec> vectors, List<Double> factors, boolean add) {
        for (int from = 0; from < vectors.size() && length > 0; from += MOST_TERMS) {
            int to = Math.min(vectors.size(), from + MOST_TERMS);
            over("combine", add || from > 0 ? 1 : 0, terms(vectors.subList(from, to), factors.subList(from, to)));
        }
    }

    /** Launches a kernel over the entries: out, n, … */
    private void over(String kernel, Object... more) {
        Object[] arguments = new Object[2 + more.length];
        arguments[0] = address();
        arguments[1] = (long) length;
        System.arraycopy(more, 0, arguments, 2, more.length);
        backend.device().launch(kernel(kernel), backend.device().blocks(length), 1, CudaDevice.THREADS, arguments);
    }

    /** kernels/vector.cu's struct Terms. */
    private static ByteBuffer terms(List<CudaVec> vectors, List<Double> factors) {
        ByteBuffer terms = ByteBuffer.allocateDirect(16 * MOST_TERMS + 8).order(ByteOrder.nativeOrder());
        for (int t = 0; t < vectors.size(); t++) {
            terms.putLong(8 * t, vectors.get(t).address());
            terms.putDouble(8 * (MOST_TERMS + t), factors.get(t));
        }
        return terms.putLong(16 * MOST_TERMS, vectors.size());
    }

    @Override
    public void multiply(Vec u, Vec v) {
        if (length > 0) {
            over("multiply", same(u).address(), same(v).address());
        }
    }

    @Override
    public void multiplyAdd(Vec u, Vec v) {
        if (length > 0) {
            over("multiply_add", same(u).address(), same(v).address());
        }
    }

    @Override
    public double dot(Vec v) {
        return overlaps(List.of(same(v)), false)[0];
    }

    @Override
    public double absoluteDot(Vec v) {
        return overlaps(List.of(same(v)), true)[0];
    }

    @Override
    public double[] orthogonalise(Vec[] basis, int count) {
        List<CudaVec> vectors = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            vectors.add(same(basis[j]));
        }
        double[] overlaps = overlaps(vectors, false);
        List<Double> factors = new ArrayList<>();
        for (double overlap : overlaps) {
            factors.add(-overlap);
        }
        accumulate(vectors, factors, true);
        return overlaps;
    }

    /**
     * Their inner products with this vector.
     *
     * @param absolute whether each product counts by its magnitude
     */
    private double[] overlaps(List<CudaVec> vectors, boolean absolute) {
        double[] overlaps = new double[vectors.size()];
        if (length == 0 || overlaps.length == 0) {
            return overlaps;
        }
        CudaDevice device = backend.device();
        int blocks = (length + CHUNK - 1) / CHUNK;
        int most = Math.min(MOST_TERMS, overlaps.length);
        DeviceMemory work = backend.work(8L * ((long) most * blocks + overlaps.length));
        long parts = 8L * overlaps.length;
        for (int from = 0; from < overlaps.length; from += MOST_TERMS) {
            List<CudaVec> some = vectors.subList(from, Math.min(overlaps.length, from + MOST_TERMS));
            ByteBuffer terms = terms(some, java.util.Collections.nCopies(some.size(), 1.0));
            device.launch(
                    kernel("overlaps"),
                    blocks,
                    1,
                    CudaDevice.THREADS,
                    work.at(parts),
                    (long) length,
                    address(),
                    absolute ? 1 : 0,
                    terms);
            device.launch("sum_parts", some.size(), 1, CudaDevice.THREADS, work.at(8L * from), work.at(parts), blocks);
        }
        device.download(Pointer.to(overlaps), work, 0, 8L * overlaps.length);
        return overlaps;
    }

    private CudaVec same(Vec v) {
        if (v instanceof CudaVec other
                && other.length == length
                && other.backend == backend
                && other.precision == precision) {
            return other;
        }
        throw new IllegalArgumentException("vectors of one operation must share backend and length");
    }
}
