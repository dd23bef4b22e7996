package org.fprinciple.backend.cuda;

import java.util.List;
import java.util.function.IntConsumer;
import jcuda.jcufft.JCufft;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cpu.CpuBackend;

/**
 * A CUDA device for vectors and transforms, and so for the problem on a box, and for nets; dense matrices are the CPU's. The same
 * run gives the same bits: no sum depends on the order in which threads come.
 */
public final class CudaBackend implements Backend {
    private final CpuBackend host;
    private final CudaDevice device;
    private final Buffer work;
    private final String transforms;

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

    CpuBackend host() {
        return host;
    }

    CudaDevice device() {
        return device;
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

    /** Kernels have the whole device, one after the other. */
    @Override
    public List<Backend> lanes(int most, double bytes) {
        return List.of(this);
    }

    @Override
    public DenseAlgebra dense(int n) {
        return host.dense(n);
    }

    @Override
    public Vec vector(int length) {
        return new CudaVec(this, Precision.FLOAT64, length);
    }

    @Override
    public DeviceNet net(NeuronSource source, NetForm form, Precision precision) {
        return new CudaNet(this, source, form, precision);
    }

    @Override
    public double planBytes(int width, int dimension, int samples, Precision precision) {
        return CudaNetPlan.bytes(width, dimension, samples, precision);
    }

    @Override
    public FftPlan fft(HalfSpectrum spectrum, long least) {
        long m = Math.max(least, 2L * spectrum.cutoff() + 2);
        return new CudaFft(this, spectrum, CudaFft.goodSize(m, spectrum.dimension()));
    }

    @Override
    public NufftPlan nufft(HalfSpectrum spectrum, double side, double tolerance) {
        NufftPlan.requireTolerance(tolerance);
        return new CudaNufft(this, spectrum, side, tolerance);
    }

    @Override
    public void close() {
        device.close();
    }
}
