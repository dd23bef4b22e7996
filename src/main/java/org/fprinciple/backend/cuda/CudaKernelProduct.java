package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import jcuda.Pointer;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.PairFormula;
import org.fprinciple.backend.Vec;

/** {@link KernelProduct} on a device, which computes the kernel from its formula; kernels/space.cu. */
final class CudaKernelProduct implements KernelProduct {
    /** Threads of a block, one a target. */
    private static final int TARGETS = 128;
    /** Sources of a tile are a multiple of it. */
    private static final int GROUP = 8;
    /** Coordinates of a tile. */
    private static final int NUMBERS = 1024;

    private static final int MOST_VECTORS = 8;
    /** Chunks of sources, whose sums are added last: enough blocks even for few targets. */
    private static final int MOST_CHUNKS = 32;

    private static final int LEAST_CHUNK = 256;
    /** Targets and pairs of one launch, which should not take seconds on a slow device. */
    private static final int MOST_ROWS = 1 << 16;

    private static final double MOST_PAIRS = 1L << 33;

    private final CudaBackend backend;
    private final String name;
    private final double[] parameters;
    private final int p;
    private final int n;
    private final int d;
    private final int chunk;
    private final int rows;
    private final DeviceMemory x;
    private final DeviceMemory z;

    CudaKernelProduct(CudaBackend backend, PairFormula formula, DMatrixRMaj targets, DMatrixRMaj sources) {
        this.backend = backend;
        this.p = targets.numRows;
        this.n = sources.numRows;
        this.d = sources.numCols;
        this.chunk = Math.max(LEAST_CHUNK, (n + MOST_CHUNKS - 1) / MOST_CHUNKS);
        this.rows = (int) Math.max(TARGETS, Math.min(Math.min(p, MOST_ROWS), MOST_PAIRS / Math.max(1, n)));
        if (formula instanceof PairFormula.Radial r) {
            boolean plain = !r.cross() && r.constant() == 0 && r.sums() == 0 && r.dots() == 0;
            this.name = plain ? "product_radial" : "product_affine";
            this.parameters = new double[] {r.cubic(), r.linear(), r.cross() ? 1 : 0, r.constant(), r.sums(), r.dots()};
        } else {
            PairFormula.ArcCosine a = (PairFormula.ArcCosine) formula;
            this.name = "product_arc";
            this.parameters = new double[] {a.sigmaW(), a.sigmaB(), a.aSquare(), 0, 0, 0};
        }
        backend.require(
                8.0 * d * (p + (double) (sources == targets ? 0 : n)) + 8.0 * MOST_VECTORS * chunks() * rows,
                String.format(Locale.ROOT, "Products with a kernel at %,d points from %,d", p, n),
                "take fewer points, or use --backend cpu");
        this.x = upload(targets);
        this.z = sources == targets ? x : upload(sources);
    }

    private int chunks() {
        return (n + chunk - 1) / chunk;
    }

    /** Coordinate by coordinate. */
    private DeviceMemory upload(DMatrixRMaj points) {
        int count = points.numRows;
        DeviceMemory memory = backend.device().allocate(8L * d * count);
        double[] axis = new double[count];
        for (int a = 0; a < d; a++) {
            for (int i = 0; i < count; i++) {
                axis[i] = points.data[i * d + a];
            }
            backend.device().upload(memory, 8L * a * count, Pointer.to(axis), 8L * count);
        }
        return memory;
    }

    @Override
    public void multiply(Vec[] v, Vec[] out, Progress progress) {
        if (p == 0) {
            return;
        }
        for (int first = 0; first < p; first += rows) {
            int count = Math.min(rows, p - first);
            for (int t = 0; t < v.length; ) {
                int many = v.length - t == 1 ? 1 : MOST_VECTORS;
                ByteBuffer from = vectors(v, t, many, n);
                ByteBuffer to = vectors(out, t, many, p);
                int vectors = Math.min(many, v.length - t);
                DeviceMemory parts = backend.work(8L * many * Math.max(1, chunks()) * count);
                if (n > 0) {
                    backend.device()
                            .launch(
                                    name + many,
                                    (count + TARGETS - 1) / TARGETS,
                                    chunks(),
                                    TARGETS,
                                    parts.at(0),
                                    from,
                                    pairs(first, count));
                }
                backend.device()
                        .launch(
                                "sum_chunks",
                                (count + CudaDevice.THREADS - 1) / CudaDevice.THREADS,
                                vectors,
                                CudaDevice.THREADS,
                                to,
                                parts.at(0),
                                chunks(),
                                many,
                                first,
                                count);
                t += vectors;
            }
            progress.advance(count);
        }
    }

    /** kernels/space.cu's struct Vectors. */
    private ByteBuffer vectors(Vec[] all, int from, int many, int length) {
        ByteBuffer addresses = ByteBuffer.allocateDirect(8 * MOST_VECTORS).order(ByteOrder.nativeOrder());
        for (int t = 0; t < many && from + t < all.length; t++) {
            CudaVec v = CudaVec.of(all[from + t]);
            if (v.length() != length) {
                throw new IllegalArgumentException("a vector of " + v.length() + " for " + length + " points");
            }
            addresses.putLong(8 * t, v.address());
        }
        return addresses;
    }

    /** kernels/space.cu's struct Pairs. */
    private ByteBuffer pairs(int first, int count) {
        ByteBuffer s = ByteBuffer.allocateDirect(96).order(ByteOrder.nativeOrder());
        int tile = Math.min(TARGETS, GROUP * Math.max(1, NUMBERS / GROUP / d));
        s.putLong(x.at(0)).putLong(z.at(0)).putInt(p).putInt(n).putInt(d);
        s.putInt(tile).putInt(chunk).putInt(first).putInt(count).putInt(0);
        for (double parameter : parameters) {
            s.putDouble(parameter);
        }
        return s.rewind();
    }
}
