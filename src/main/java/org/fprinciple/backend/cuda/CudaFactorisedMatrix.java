package org.fprinciple.backend.cuda;

import java.util.Locale;
import jcuda.Pointer;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.FactorisedMatrix;

/** {@link FactorisedMatrix} on a device, factorised by the CPU; kernels/dense.cu. */
final class CudaFactorisedMatrix implements FactorisedMatrix {
    /** Rows of a block that solves. */
    private static final int SIDE = 32;
    /** Rows and columns of a block that multiplies. */
    private static final int TILE = 64;
    /** Rows at once keep a large device busy, as far as their numbers are not more than these. */
    private static final int MOST_ROWS = 4096;

    private static final int MOST_NUMBERS = 1 << 25;

    private final CudaDevice device;
    private final int m;
    private final DeviceMemory a;
    private final DeviceMemory lower;
    private final Buffer in;
    private final Buffer out;

    /** @param lower L (m, m), with anything above its diagonal */
    CudaFactorisedMatrix(CudaBackend backend, DMatrixRMaj a, DMatrixRMaj lower) {
        this.device = backend.device();
        this.m = a.numRows;
        backend.require(
                16.0 * m * ((double) m + rowsAtOnce()),
                String.format(Locale.ROOT, "A matrix of %,d rows and its factor", m),
                "take fewer samples, or use --backend cpu");
        this.a = upload(a);
        this.lower = upload(lower);
        this.in = new Buffer(device);
        this.out = new Buffer(device);
    }

    private DeviceMemory upload(DMatrixRMaj matrix) {
        DeviceMemory memory = device.allocate(8L * m * m);
        device.upload(memory, 0, Pointer.to(matrix.data), 8L * m * m);
        return memory;
    }

    @Override
    public int rowsAtOnce() {
        return Math.max(256, Math.min(MOST_ROWS, MOST_NUMBERS / Math.max(1, m)));
    }

    @Override
    public DMatrixRMaj solveRows(DMatrixRMaj b) {
        int q = b.numRows;
        DeviceMemory x = upload(b, q);
        if (q > 0 && m > 0) {
            for (String kernel : new String[] {"solve_lower", "solve_upper"}) {
                device.launch(kernel, (q + SIDE - 1) / SIDE, 1, CudaDevice.THREADS, x.at(0), lower.at(0), q, m);
            }
        }
        return download(x, q);
    }

    @Override
    public DMatrixRMaj multiplyRows(DMatrixRMaj b) {
        int q = b.numRows;
        DeviceMemory x = upload(b, q);
        DeviceMemory product = out.reserve(8L * q * m);
        if (q > 0 && m > 0) {
            device.launch(
                    "multiply_rows",
                    (m + TILE - 1) / TILE,
                    (q + TILE - 1) / TILE,
                    CudaDevice.THREADS,
                    product.at(0),
                    x.at(0),
                    a.at(0),
                    q,
                    m);
        }
        return download(product, q);
    }

    private DeviceMemory upload(DMatrixRMaj b, int q) {
        if (b.numCols != m) {
            throw new IllegalArgumentException(b.numCols + " columns for a matrix of " + m + " rows");
        }
        DeviceMemory x = in.reserve(8L * q * m);
        device.upload(x, 0, Pointer.to(b.data), 8L * q * m);
        return x;
    }

    private DMatrixRMaj download(DeviceMemory from, int q) {
        DMatrixRMaj result = new DMatrixRMaj(q, m);
        device.download(Pointer.to(result.data), from, 0, 8L * q * m);
        return result;
    }
}
