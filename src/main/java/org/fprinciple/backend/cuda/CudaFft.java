package org.fprinciple.backend.cuda;

import java.util.Arrays;
import jcuda.Pointer;
import jcuda.jcufft.JCufft;
import jcuda.jcufft.cufftHandle;
import jcuda.jcufft.cufftResult;
import jcuda.jcufft.cufftType;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;

/**
 * {@link FftPlan} by cuFFT's real transforms in place: rows of M + 2 numbers, which hold M real ones or M/2 + 1 complex ones;
 * kernels/modes.cu puts modes there and takes them out. Both are in the default stream, as cuFFT's plans are by themselves.
 */
final class CudaFft implements FftPlan {
    /** Entries of a row for one block, kernels/modes.cu's SEGMENT. */
    private static final int SEGMENT = 1024;

    private static final int MOST_BLOCKS_Y = 65_535;

    private final CudaBackend backend;
    private final HalfSpectrum spectrum;
    private final int size;
    private final long gridLength;
    private final Precision precision;
    private final cufftHandle toReal = new cufftHandle();
    private final cufftHandle toComplex = new cufftHandle();
    private boolean closed;

    /**
     * @param size M, even and at least 2c + 2
     * @param precision of the grid; with FLOAT32 only grids by their addresses are possible
     */
    CudaFft(CudaBackend backend, HalfSpectrum spectrum, int size, Precision precision) {
        this.backend = backend;
        this.precision = precision;
        this.spectrum = spectrum;
        this.size = size;
        double length = (size + 2.0) * Math.pow(size, spectrum.dimension() - 1);
        if (length > Integer.MAX_VALUE - 64) {
            throw tooLarge(size, spectrum.dimension());
        }
        this.gridLength = (long) length;
        try {
            boolean single = precision == Precision.FLOAT32;
            plan(toReal, single ? cufftType.CUFFT_C2R : cufftType.CUFFT_Z2D, false);
            plan(toComplex, single ? cufftType.CUFFT_R2C : cufftType.CUFFT_D2Z, true);
        } catch (InsufficientResourceException e) {
            close();
            throw e;
        }
    }

    private static InsufficientResourceException tooLarge(long m, int dimension) {
        return new InsufficientResourceException("A grid of " + m + " points on each of " + dimension
                + " axes is more than one array can hold: take fewer modes.");
    }

    /** The least even number of at least {@code least} that has no prime factor but 2, 3, 5 and 7: cuFFT's own radices. */
    static int goodSize(long least, int dimension) {
        for (long m = Math.max(2, least + least % 2); m < Integer.MAX_VALUE - 2; m += 2) {
            long rest = m;
            for (int prime : new int[] {2, 3, 5, 7}) {
                while (rest % prime == 0) {
                    rest /= prime;
                }
            }
            if (rest == 1) {
                return (int) m;
            }
        }
        throw tooLarge(least, dimension);
    }

    private void plan(cufftHandle handle, int type, boolean forward) {
        int d = spectrum.dimension();
        long[] n = new long[d];
        Arrays.fill(n, size);
        long[] real = n.clone();
        real[d - 1] = size + 2L;
        long[] complex = n.clone();
        complex[d - 1] = size / 2 + 1L;
        long[] work = new long[1];
        String call = "cufftMakePlanMany64 of " + size + " points on each of " + d + " axes";
        check(JCufft.cufftCreate(handle), "cufftCreate");
        // The work space is the backend's: one for all plans.
        check(JCufft.cufftSetAutoAllocation(handle, 0), "cufftSetAutoAllocation");
        check(
                JCufft.cufftMakePlanMany64(
                        handle,
                        d,
                        n,
                        forward ? real : complex,
                        1,
                        forward ? gridLength : gridLength / 2,
                        forward ? complex : real,
                        1,
                        forward ? gridLength / 2 : gridLength,
                        type,
                        1,
                        work),
                call);
        backend.work(work[0]);
    }

    private void check(int result, String call) {
        if (result != cufftResult.CUFFT_SUCCESS) {
            throw backend.device().failure(call, cufftResult.stringFor(result));
        }
    }

    @Override
    public HalfSpectrum spectrum() {
        return spectrum;
    }

    @Override
    public int gridSize() {
        return size;
    }

    /** The numbers of a grid. */
    long gridLength() {
        return gridLength;
    }

    /** The bytes of one of them. */
    long numberBytes() {
        return precision == Precision.FLOAT32 ? 4 : 8;
    }

    @Override
    public Vec grid() {
        return backend.vector((int) gridLength);
    }

    @Override
    public void toGrid(Vec modes, Vec grid) {
        CudaVec g = CudaVec.of(grid);
        toGrid(CudaVec.of(modes).address(), g.address(), g.pointer(), 0);
    }

    @Override
    public void toModes(Vec grid, Vec modes) {
        CudaVec g = CudaVec.of(grid);
        toModes(g.address(), g.pointer(), CudaVec.of(modes).address(), 0);
    }

    /** @param factors the address of c + 1 factors by |k_a|, or 0 */
    void toGrid(long modes, long grid, Pointer pointer, long factors) {
        int lines = (int) Math.pow(size, spectrum.dimension() - 1);
        work(toReal);
        if (precision == Precision.FLOAT32) {
            rows("padf", lines, size / 2 + 1, grid, modes, factors);
            check(JCufft.cufftExecC2R(toReal, pointer, pointer), "cufftExecC2R");
        } else {
            rows("pad", lines, size / 2 + 1, grid, modes, factors);
            check(JCufft.cufftExecZ2D(toReal, pointer, pointer), "cufftExecZ2D");
        }
    }

    /** @param factors as of {@link #toGrid} */
    void toModes(long grid, Pointer pointer, long modes, long factors) {
        work(toComplex);
        if (precision == Precision.FLOAT32) {
            check(JCufft.cufftExecR2C(toComplex, pointer, pointer), "cufftExecR2C");
            rows("cropf", spectrum.lines(), spectrum.cutoff() + 1, modes, grid, factors);
        } else {
            check(JCufft.cufftExecD2Z(toComplex, pointer, pointer), "cufftExecD2Z");
            rows("crop", spectrum.lines(), spectrum.cutoff() + 1, modes, grid, factors);
        }
    }

    private void work(cufftHandle handle) {
        backend.device().enter();
        check(JCufft.cufftSetWorkArea(handle, backend.work(0).pointer(0)), "cufftSetWorkArea");
    }

    private void rows(String kernel, int lines, int entries, long to, long from, long factors) {
        int segments = Math.min(MOST_BLOCKS_Y, (entries + SEGMENT - 1) / SEGMENT);
        int threads = Math.min(256, (entries + 31) / 32 * 32);
        backend.device()
                .launch(
                        kernel,
                        lines,
                        segments,
                        threads,
                        to,
                        from,
                        factors,
                        spectrum.dimension(),
                        spectrum.cutoff(),
                        size);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            JCufft.cufftDestroy(toReal);
            JCufft.cufftDestroy(toComplex);
        }
    }
}
