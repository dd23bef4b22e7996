package org.fprinciple.backend.cpu;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.FactorisedMatrix;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.SparseFactor;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** The CPU: threads over independent rows, EJML and OpenBLAS for dense matrices. */
public final class CpuBackend implements Backend {
    /** Beyond, OpenBLAS is worth loading: at 1,000 rows EJML took 15 times as long (performance.md); the crossing was not sought. */
    public static final int EJML_LIMIT = 400;

    private final int threads;
    private final ForkJoinPool pool;
    /** Made when a net is: its threads wait by spinning. */
    private @Nullable Team team;

    private final DenseAlgebra small = new EjmlAlgebra();

    /** @param threads at least 1 */
    public CpuBackend(int threads) {
        this.threads = threads;
        this.pool = new ForkJoinPool(threads);
    }

    @Override
    public String description() {
        return "cpu, " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public @Nullable String deviceName() {
        return null;
    }

    @Override
    public @Nullable String driverName() {
        return null;
    }

    @Override
    public String transforms() {
        return "JTransforms";
    }

    @Override
    public double gridLength(int d, long least) {
        return Math.pow(CpuFft.goodSize(least, d), d);
    }

    @Override
    public double transformWork(double gridLength) {
        return 0;
    }

    @Override
    public double available() {
        return Memory.available();
    }

    @Override
    public String memory() {
        return "memory";
    }

    @Override
    public void forEach(int count, IntConsumer task) {
        try {
            pool.submit(() -> IntStream.range(0, count).parallel().forEach(task))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public List<Backend> lanes(int most) {
        int lanes = Math.min(most, threads);
        if (lanes <= 1) {
            return List.of(this);
        }
        return Stream.generate(() -> Backend.cpu(Math.max(1, threads / lanes)))
                .limit(lanes)
                .toList();
    }

    @Override
    public DenseAlgebra dense(int n) {
        if (n <= EJML_LIMIT) {
            return small;
        }
        DenseAlgebra large = OpenBlasAlgebra.instance();
        return large == null ? small : large;
    }

    @Override
    public @Nullable FactorisedMatrix factorise(DMatrixRMaj a, double shift) {
        DenseAlgebra.Cholesky factor = cholesky(a, shift);
        return factor == null ? null : new CpuFactorisedMatrix(dense(a.numRows), a, factor);
    }

    /** The factor of A + shift; null where that is not positive definite to working precision. */
    public DenseAlgebra.@Nullable Cholesky cholesky(DMatrixRMaj a, double shift) {
        DMatrixRMaj copy = a.copy();
        for (int i = 0; i < copy.numRows; i++) {
            copy.data[i * copy.numCols + i] += shift;
        }
        return dense(a.numRows).cholesky(copy);
    }

    @Override
    public Vec vector(int length) {
        return new CpuVec(this, length);
    }

    @Override
    public KernelProduct kernelProduct(PairKernel kernel, DMatrixRMaj x, DMatrixRMaj z) {
        return new CpuKernelProduct(this, kernel, x, z);
    }

    @Override
    public String productsBy(PairKernel kernel) {
        return name();
    }

    @Override
    public SparseFactor sparseFactor(int n, int[][] rows, double[][] values) {
        return new CpuSparseFactor(n, rows, values);
    }

    @Override
    public DeviceNet net(NeuronSource source, NetForm form, Precision precision) {
        synchronized (this) {
            if (team == null) {
                team = new Team(threads);
            }
        }
        return precision == Precision.FLOAT32
                ? new CpuNet32(this, team, source, form)
                : new CpuNet64(this, team, source, form);
    }

    @Override
    public double planBytes(
            NetForm form, int width, int dimension, int samples, Precision precision, boolean descends) {
        return 4.0 * width + 64.0 * 12 * samples + 24.0 * samples * (dimension + 4);
    }

    /** Why training steps do without the Vector API; null where they use it. */
    public static @Nullable String vectorRefusal() {
        return VectorLoops.refusal();
    }

    /** How training steps of ReLU nets of one to three inputs run. */
    public static String netLoops() {
        return VectorLoops.relu().description();
    }

    /**
     * All pairs by the loops that serve where the Vector API does not, for comparison.
     *
     * @param net in float32
     */
    public static NetPlan plainPlan(DeviceNet net, int capacity) {
        if (net instanceof CpuNet32 own) {
            return own.plainPlan(capacity);
        }
        throw new IllegalArgumentException("not a net in float32 on the CPU");
    }

    @Override
    public FftPlan fft(HalfSpectrum spectrum, long least) {
        long m = Math.max(least, 2L * spectrum.cutoff() + 2);
        return new CpuFft(this, spectrum, CpuFft.goodSize(m, spectrum.dimension()));
    }

    @Override
    public NufftPlan nufft(HalfSpectrum spectrum, double side, double tolerance, Precision precision) {
        NufftPlan.requireTolerance(tolerance, precision);
        return new CpuNufft(this, spectrum, side, tolerance);
    }

    @Override
    public SampleTransforms sampleTransforms(
            HalfSpectrum moments, HalfSpectrum targets, int fields, double side, double tolerance, int most) {
        return new CpuSampleTransforms(this, moments, targets, fields, side, tolerance);
    }

    /** Arrays that the young generation of the heap takes, so that none pile up. */
    @Override
    public int sampleChunk() {
        return 1 << 17;
    }

    /** Their strengths, and the points in two orders. */
    @Override
    public double sampleBytes(int d, int fields, int rows) {
        return 8.0 * rows * (SampleTransforms.momentCount(fields) + fields + 2.0 * (d + 1));
    }

    /** Why OpenBLAS cannot be loaded here; null where it can. */
    public static @Nullable String openBlasRefusal() {
        return OpenBlasAlgebra.refusal();
    }
}
