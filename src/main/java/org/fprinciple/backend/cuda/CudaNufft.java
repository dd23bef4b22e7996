package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PeriodicFunction;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cpu.SpreadingKernel;

/**
 * {@link NufftPlan} on a device: the method and the kernel of the CPU's (theory-notes/numerics.md §1), on a grid without
 * margins; kernels/nufft.cu.
 */
final class CudaNufft implements NufftPlan {
    private static final int CELLS = 256;
    private static final int POINTS = 64;
    private static final int THREADS = 256;
    /** Cells of a tile on each axis, 256 in all. */
    private static final int[][] TILES = {{256}, {16, 16}, {4, 8, 8}};

    private final CudaBackend backend;
    private final CudaDevice device;
    private final HalfSpectrum spectrum;
    private final double side;
    private final double tolerance;
    private final int size;
    private final SpreadingKernel kernel;
    private final CudaFft fft;
    private final int tiles;
    private final TileOrder order;
    private final Buffer polynomials;
    private final Buffer factors;
    private final Buffer grids;
    private final Buffer input;
    private final Buffer cells;
    private final Buffer within;
    private final Buffer values;
    private int fields;
    private int count;
    private ByteBuffer shape;

    CudaNufft(CudaBackend backend, HalfSpectrum spectrum, double side, double tolerance) {
        int d = spectrum.dimension();
        int modes = 2 * spectrum.cutoff() + 1;
        this.backend = backend;
        this.device = backend.device();
        this.spectrum = spectrum;
        this.side = side;
        this.tolerance = tolerance;
        // The kernel must fit into the box.
        this.size = CudaFft.goodSize(Math.max(2L * modes, 32), d);
        this.kernel = new SpreadingKernel(tolerance, (double) size / modes);
        int all = 1;
        for (int cells : TILES[d - 1]) {
            all *= (size + cells - 1) / cells;
        }
        this.tiles = all;
        this.shape = shape(0);
        this.polynomials = new Buffer(device);
        this.factors = new Buffer(device);
        this.grids = new Buffer(device);
        this.input = new Buffer(device);
        this.cells = new Buffer(device);
        this.within = new Buffer(device);
        this.values = new Buffer(device);
        this.order = new TileOrder(device, tiles);
        this.fft = new CudaFft(backend, spectrum, size);
        try {
            upload(polynomials, kernel.polynomials());
            upload(factors, kernel.deconvolution(spectrum.cutoff(), size));
        } catch (InsufficientResourceException e) {
            close();
            throw e;
        }
    }

    private void upload(Buffer to, double[] numbers) {
        device.upload(to.reserve(8L * numbers.length), 0, Pointer.to(numbers), 8L * numbers.length);
    }

    /** kernels/nufft.cu's struct Shape. */
    private ByteBuffer shape(int points) {
        ByteBuffer s = ByteBuffer.allocateDirect(48).order(ByteOrder.nativeOrder());
        s.putDouble(0, side).putInt(8, size).putInt(12, kernel.width()).putInt(16, kernel.terms());
        s.putInt(20, points);
        int[] tile = TILES[spectrum.dimension() - 1];
        for (int a = 0; a < tile.length; a++) {
            s.putInt(24 + 4 * a, tile[a]).putInt(36 + 4 * a, (size + tile[a] - 1) / tile[a]);
        }
        return s;
    }

    @Override
    public HalfSpectrum spectrum() {
        return spectrum;
    }

    @Override
    public int gridSize() {
        return size;
    }

    @Override
    public int kernelWidth() {
        return kernel.width();
    }

    @Override
    public void setPoints(double[] x, int points) {
        int d = spectrum.dimension();
        count = points;
        shape = shape(points);
        if (points == 0) {
            return;
        }
        device.upload(input.reserve(8L * d * points), 0, Pointer.to(x), 8L * d * points);
        order.reserve(points);
        int blocks = (points + THREADS - 1) / THREADS;
        device.launch(
                "locate", blocks, 1, THREADS, order.keys().at(0), order.order().at(0), input.address(), d, shape);
        order.sort(points);
        cells.reserve(4L * d * points);
        within.reserve(8L * d * points);
        device.launch(
                "place",
                blocks,
                1,
                THREADS,
                cells.address(),
                within.address(),
                order.order().at(0),
                input.address(),
                d,
                shape);
    }

    private void allocate(int q) {
        grids.reserve(8L * q * fft.gridLength());
        fields = q;
    }

    @Override
    public void clear(int q) {
        allocate(q);
        device.clear(grids.reserve(0), 8L * q * fft.gridLength());
    }

    @Override
    public void spread(double[][] strengths) {
        if (strengths.length != fields) {
            throw new IllegalArgumentException(strengths.length + " strengths for " + fields + " sums");
        }
        if (count == 0) {
            return;
        }
        DeviceMemory c = values.reserve(8L * fields * count);
        for (int f = 0; f < fields; f++) {
            device.upload(c, 8L * f * count, Pointer.to(strengths[f]), 8L * count);
        }
        device.launch(
                "spread" + spectrum.dimension(),
                tiles,
                fields,
                CELLS,
                grids.address(),
                fft.gridLength(),
                c.at(0),
                order.order().at(0),
                cells.address(),
                within.address(),
                order.starts().at(0),
                polynomials.address(),
                shape);
    }

    @Override
    public void collect(Vec... modes) {
        DeviceMemory all = grids.reserve(0);
        for (int f = 0; f < fields; f++) {
            long offset = 8L * f * fft.gridLength();
            fft.toModes(
                    all.at(offset), all.pointer(offset), CudaVec.of(modes[f]).address(), factors.address());
        }
    }

    @Override
    public void type2(Vec[] modes, double[][] results) {
        allocate(modes.length);
        DeviceMemory all = grids.reserve(0);
        for (int f = 0; f < fields; f++) {
            long offset = 8L * f * fft.gridLength();
            fft.toGrid(CudaVec.of(modes[f]).address(), all.at(offset), all.pointer(offset), factors.address());
        }
        if (count == 0) {
            return;
        }
        DeviceMemory h = values.reserve(8L * fields * count);
        device.launch(
                "interpolate" + spectrum.dimension(),
                (count + POINTS - 1) / POINTS,
                fields,
                POINTS,
                h.at(0),
                all.at(0),
                fft.gridLength(),
                order.order().at(0),
                cells.address(),
                within.address(),
                polynomials.address(),
                shape);
        for (int f = 0; f < fields; f++) {
            device.download(Pointer.to(results[f]), h, 8L * f * count, 8L * count);
        }
    }

    /** On the CPU: it is asked by many threads, for a few points each. */
    @Override
    public PeriodicFunction function(Vec modes) {
        Vec copy = backend.host().vector(modes.length());
        copy.set(modes.toArray());
        return backend.host().nufft(spectrum, side, tolerance).function(copy);
    }

    @Override
    public void close() {
        fft.close();
        order.close();
        for (Buffer buffer : new Buffer[] {polynomials, factors, grids, input, cells, within, values}) {
            buffer.close();
        }
    }
}
