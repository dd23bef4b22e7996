package org.fprinciple.backend;

import java.util.List;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.cpu.CpuBackend;
import org.fprinciple.backend.cuda.CudaBackend;
import org.jspecify.annotations.Nullable;

/**
 * Where the arithmetic runs. Results are the same bits for every number of threads: work is divided into parts that do
 * not depend on it.
 */
public interface Backend extends AutoCloseable {
    /** The best that this machine has: today always the CPU with all its cores. */
    static Backend auto() {
        return new CpuBackend(Runtime.getRuntime().availableProcessors());
    }

    /** The CPU with a number of threads. */
    static Backend cpu(int threads) {
        return new CpuBackend(threads);
    }

    /**
     * The first CUDA device; what is dense stays on the CPU with a number of threads.
     *
     * @throws org.fprinciple.InsufficientResourceException if there is none that can be used, and why
     */
    static Backend cuda(int threads) {
        return new CudaBackend(threads);
    }

    /** Gives back what it holds of a device; its vectors and plans are used no more. */
    @Override
    default void close() {}

    /** Waits until all that was asked for is done: a device works on while the host goes on. */
    default void finish() {}

    /** What it is, for run.json: "cpu, 8 threads". */
    String description();

    /** "cpu" or "cuda". */
    String name();

    /** The device beside the CPU; null where there is none. */
    @Nullable
    String deviceName();

    /** What drives the device, "CUDA 12.4"; null where there is none. */
    @Nullable
    String driverName();

    /** The library behind {@link #fft} and {@link #nufft}, for run.json. */
    String transforms();

    /** The numbers that a grid of at least {@code least} points on each of d axes takes. */
    double gridLength(int d, long least);

    /** The numbers of the work space that transforms need beside their grids, the largest of which has so many. */
    double transformWork(double gridLength);

    /** The bytes that vectors and plans can still take. */
    double available();

    /** The memory that they take them from, for people: "memory". */
    String memory();

    /**
     * Refuses vectors and plans that would not fit, before the first of them is made.
     *
     * @param what the subject of the sentence: "The grids for 2,048 modes on each of 2 axes"
     * @param remedy the end of the sentence
     * @throws org.fprinciple.InsufficientResourceException if {@code bytes} are more than {@link #available()}
     */
    default void require(double bytes, String what, String remedy) {
        Memory.require(bytes, available(), memory(), what, remedy);
    }

    /**
     * What up to {@code most} works can run on side by side: parts of this backend, or this one alone. All of them are to be
     * used, from a thread each; one that has no more work is closed, and what was made on it is this backend's.
     */
    List<Backend> lanes(int most);

    /** Runs {@code task} for 0 … count−1, in any order and on any thread; returns when all are done. */
    void forEach(int count, IntConsumer task);

    /**
     * Dense linear algebra for matrices of about {@code n} rows: EJML to n = 400, OpenBLAS beyond where it can be
     * loaded.
     */
    DenseAlgebra dense(int n);

    /**
     * A symmetric positive definite matrix for many right-hand sides.
     *
     * @param a A (m, m), which stays as it is
     * @param shift what is added to the diagonal before it is factorised: then solutions are inexact
     * @return null where A + shift is not positive definite to working precision
     */
    @Nullable
    FactorisedMatrix factorise(DMatrixRMaj a, double shift);

    /** A vector of {@code length} zeros. */
    Vec vector(int length);

    /**
     * Products with a kernel's matrix, which is never held.
     *
     * @param x targets (p, d)
     * @param z sources (n, d)
     */
    KernelProduct kernelProduct(PairKernel kernel, DMatrixRMaj x, DMatrixRMaj z);

    /** What makes the products of {@link #kernelProduct}, for run.json: "cpu" or "cuda". */
    String productsBy(PairKernel kernel);

    /**
     * Products with U Uᵀ for a sparse U of n rows.
     *
     * @param rows the rows of each column's entries, in ascending order
     * @param values those entries
     */
    SparseFactor sparseFactor(int n, int[][] rows, double[][] values);

    /**
     * A net to be trained.
     *
     * @param source its parameters θ₀, read at once
     */
    DeviceNet net(NeuronSource source, NetForm form, Precision precision);

    /**
     * The bytes that training takes beside its vectors for plans of all {@code samples}, about.
     *
     * @param descends whether it is by {@link NetPlan#descend}
     */
    double planBytes(NetForm form, int width, int dimension, int samples, Precision precision, boolean descends);

    /**
     * Transforms between modes and a grid of at least {@code least} points on each axis; the plan takes a larger number
     * where that is faster.
     */
    FftPlan fft(HalfSpectrum spectrum, long least);

    /**
     * Non-uniform transforms.
     *
     * @param side L of the box
     * @param tolerance relative error, {@link NufftPlan#TIGHTEST} at least, 0.1 at most
     * @throws org.fprinciple.InvalidInputException if the tolerance is out of that range
     */
    default NufftPlan nufft(HalfSpectrum spectrum, double side, double tolerance) {
        return nufft(spectrum, side, tolerance, Precision.FLOAT64);
    }

    /**
     * Non-uniform transforms whose grid may be held in float32: points, strengths, values and modes are doubles all the
     * same. The CPU has no use for that, and computes in float64 whatever is asked.
     *
     * @param tolerance with FLOAT32 {@link NufftPlan#TIGHTEST_SINGLE} at least
     * @throws org.fprinciple.InvalidInputException if the tolerance is out of its range
     */
    NufftPlan nufft(HalfSpectrum spectrum, double side, double tolerance, Precision precision);

    /**
     * Transforms of samples that are read chunk by chunk.
     *
     * @param moments the modes of their moments
     * @param targets the modes of their targets
     * @param fields 1, or d + 1
     * @param side L of the box
     * @param tolerance as of {@link #nufft(HalfSpectrum, double, double)}
     * @param most the rows of the largest chunk
     */
    SampleTransforms sampleTransforms(
            HalfSpectrum moments, HalfSpectrum targets, int fields, double side, double tolerance, int most);

    /** A good size of chunk for them, rows. */
    int sampleChunk();

    /** The bytes that they take of {@link #memory()} beside their grids, for chunks of so many rows. */
    double sampleBytes(int d, int fields, int rows);
}
