package org.fprinciple.backend.cuda;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import jcuda.jcufft.JCufft;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.FactorisedMatrix;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PairFormula;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.SparseFactor;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cpu.CpuBackend;
import org.jspecify.annotations.Nullable;

/**
 * A CUDA device for vectors, transforms, products with kernels, solutions with dense factors, and nets; the factorisations are the CPU's. The same
 * run gives the same bits: no sum depends on the order in which threads come.
 */
public final class CudaBackend implements Backend {
    private final CpuBackend host;
    private final CudaDevice device;
    private final Buffer work;
    private final String transforms;
    private final CudaGroup group;
    /** Whether this is a lane of a backend, which owns the device. */
    private final boolean lane;

    /**
     * The first device that the driver shows (CUDA_VISIBLE_DEVICES says which that is).
     *
     * @param threads of the CPU, for what it does
     * @throws InsufficientResourceException if there is no device that can be used, and why
     */
    public CudaBackend(int threads) {
        this.host = new CpuBackend(threads);
        this.device = new CudaDevice();
        this.work = new Buffer(device);
        this.group = new CudaGroup(device, 1);
        this.lane = false;
        try {
            CufftLibrary.load();
            int[] version = new int[1];
            JCufft.cufftGetVersion(version);
            this.transforms = "cuFFT " + version[0] / 1000 + "." + version[0] / 100 % 10;
        } catch (InsufficientResourceException e) {
            device.close();
            throw e;
        }
    }

    private CudaBackend(CudaBackend whole, CudaGroup group) {
        this.host = whole.host;
        this.device = whole.device;
        this.work = new Buffer(device);
        this.transforms = whole.transforms;
        this.group = group;
        this.lane = true;
    }

    CpuBackend host() {
        return host;
    }

    CudaDevice device() {
        return device;
    }

    /** What carries out the calls of the plans of its nets. */
    CudaGroup group() {
        return group;
    }

    /** Work space of the call at hand, at least so many bytes: of cuFFT, or of a sum. */
    DeviceMemory work(long bytes) {
        return work.reserve(bytes);
    }

    @Override
    public String description() {
        return "cuda, " + device.name() + ", and " + host.description();
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String deviceName() {
        return device.name();
    }

    @Override
    public String driverName() {
        return "CUDA " + CudaProbe.version(CudaProbe.look().driver());
    }

    @Override
    public String transforms() {
        return transforms;
    }

    @Override
    public double gridLength(int d, long least) {
        double size = CudaFft.goodSize(least, d);
        return (size + 2) * Math.pow(size, d - 1.0);
    }

    /** cuFFT's for real transforms in place is about a grid's. */
    @Override
    public double transformWork(double gridLength) {
        return gridLength;
    }

    @Override
    public double available() {
        return device.available();
    }

    @Override
    public String memory() {
        return "memory of " + device.name();
    }

    @Override
    public void forEach(int count, IntConsumer task) {
        host.forEach(count, task);
    }

    /** Nets that are trained on lanes are in one launch, where they are at the same call. */
    @Override
    public List<Backend> lanes(int most) {
        int lanes = Math.min(most, CudaGroup.MOST);
        if (lanes <= 1) {
            return List.of(this);
        }
        CudaGroup together = new CudaGroup(device, lanes);
        return Stream.<Backend>generate(() -> new CudaBackend(this, together))
                .limit(lanes)
                .toList();
    }

    @Override
    public DenseAlgebra dense(int n) {
        return host.dense(n);
    }

    @Override
    public @Nullable FactorisedMatrix factorise(DMatrixRMaj a, double shift) {
        DenseAlgebra.Cholesky factor = host.cholesky(a, shift);
        return factor == null ? null : new CudaFactorisedMatrix(this, a, factor.lower());
    }

    @Override
    public Vec vector(int length) {
        return new CudaVec(this, Precision.FLOAT64, length);
    }

    /** A kernel without a formula is the CPU's: then vectors go there and back. */
    @Override
    public KernelProduct kernelProduct(PairKernel kernel, DMatrixRMaj x, DMatrixRMaj z) {
        PairFormula formula = kernel.formula();
        if (formula != null) {
            return new CudaKernelProduct(this, formula, x, z);
        }
        KernelProduct product = host.kernelProduct(kernel, x, z);
        return (v, out, progress) -> {
            Vec[] from = new Vec[v.length];
            Vec[] to = new Vec[v.length];
            for (int t = 0; t < v.length; t++) {
                from[t] = host.vector(z.numRows);
                from[t].set(v[t].toArray());
                to[t] = host.vector(x.numRows);
            }
            product.multiply(from, to, progress);
            for (int t = 0; t < v.length; t++) {
                out[t].set(to[t].toArray());
            }
        };
    }

    @Override
    public String productsBy(PairKernel kernel) {
        return kernel.formula() == null ? host.name() : name();
    }

    @Override
    public SparseFactor sparseFactor(int n, int[][] rows, double[][] values) {
        return new CudaSparseFactor(this, n, rows, values);
    }

    @Override
    public DeviceNet net(NeuronSource source, NetForm form, Precision precision) {
        return new CudaNet(this, source, form, precision);
    }

    @Override
    public double planBytes(
            NetForm form, int width, int dimension, int samples, Precision precision, boolean descends) {
        return CudaNetPlan.bytes(form, width, dimension, samples, precision, descends);
    }

    @Override
    public FftPlan fft(HalfSpectrum spectrum, long least) {
        long m = Math.max(least, 2L * spectrum.cutoff() + 2);
        return new CudaFft(this, spectrum, CudaFft.goodSize(m, spectrum.dimension()), Precision.FLOAT64);
    }

    @Override
    public NufftPlan nufft(HalfSpectrum spectrum, double side, double tolerance, Precision precision) {
        NufftPlan.requireTolerance(tolerance, precision);
        return new CudaNufft(this, spectrum, side, tolerance, precision);
    }

    @Override
    public SampleTransforms sampleTransforms(
            HalfSpectrum moments, HalfSpectrum targets, int fields, double side, double tolerance, int most) {
        NufftPlan.requireTolerance(tolerance, Precision.FLOAT64);
        return new CudaSampleTransforms(this, moments, targets, fields, side, tolerance, most);
    }

    /** Some points for each tile of a large grid. */
    @Override
    public int sampleChunk() {
        return 1 << 21;
    }

    @Override
    public double sampleBytes(int d, int fields, int rows) {
        return CudaSampleTransforms.bytes(d, fields, rows);
    }

    @Override
    public void finish() {
        device.finish();
    }

    /** Milliseconds that the device takes for some work, by its own clock. */
    public double milliseconds(Runnable work) {
        CudaStream kernels = CudaStream.ofKernels(device);
        try (CudaStream.Event began = CudaStream.event(device);
                CudaStream.Event ended = CudaStream.event(device)) {
            began.record(kernels);
            work.run();
            ended.record(kernels);
            ended.synchronise();
            return ended.since(began);
        }
    }

    /** Milliseconds of copying so many bytes, read and written ones together, by the driver: what its memory gives. */
    public double copyMilliseconds(long bytes) {
        try (DeviceMemory from = device.allocate(bytes / 2);
                DeviceMemory to = device.allocate(bytes / 2)) {
            device.clear(from, bytes / 2);
            device.copy(to, 0, from, 0, bytes / 2);
            return milliseconds(() -> device.copy(to, 0, from, 0, bytes / 2));
        }
    }

    @Override
    public void close() {
        if (lane) {
            group.leave();
        } else {
            device.close();
        }
    }
}
