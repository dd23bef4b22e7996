package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PeriodicFunction;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cpu.SpreadingKernel;

/**
 * {@link NufftPlan} on a device: the method and the kernel of the CPU's (theory-notes/numerics.md §1), on a grid without
 * margins, which may be held in float32; kernels/nufft.cu.
 */
final class CudaNufft implements NufftPlan {
    private static final int CELLS = 256;
    private static final int POINTS = 64;
    private static final int THREADS = 256;
    /** Cells of a tile on each axis, kernels/nufft.cu's Tile. */
    private static final int[][] TILES = {{32}, {16, 16}, {4, 8, 8}};
    /** Sums of a part of a tile. */
    private static final int[] TILE_CELLS = {32, 256, 256};
    /** The points that one block of the spreading takes, unless that would be more parts than this. */
    private static final int SPLIT = 4096;

    private static final int MOST_PARTS = 4096;

    private final CudaBackend backend;
    private final CudaDevice device;
    private final HalfSpectrum spectrum;
    private final double side;
    private final double tolerance;
    private final Precision precision;
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
    private final Buffer parts;
    private final Buffer sums;
    private final Buffer values;
    private int fields;
    private int count;
    private ByteBuffer shape;

    CudaNufft(CudaBackend backend, HalfSpectrum spectrum, double side, double tolerance, Precision precision) {
        int d = spectrum.dimension();
        int modes = 2 * spectrum.cutoff() + 1;
        this.backend = backend;
        this.device = backend.device();
        this.spectrum = spectrum;
        this.side = side;
        this.tolerance = tolerance;
        this.precision = precision;
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
        this.parts = new Buffer(device);
        this.sums = new Buffer(device);
        this.values = new Buffer(device);
        this.order = new TileOrder(device, tiles);
        this.fft = new CudaFft(backend, spectrum, size, precision);
        try {
            uploadPolynomials();
            double[] deconvolution = kernel.deconvolution(spectrum.cutoff(), size);
            upload(factors, Pointer.to(deconvolution), 8L * deconvolution.length);
        } catch (InsufficientResourceException e) {
            close();
            throw e;
        }
    }

    private void uploadPolynomials() {
        double[] coefficients = kernel.polynomials();
        if (precision == Precision.FLOAT64) {
            upload(polynomials, Pointer.to(coefficients), 8L * coefficients.length);
            return;
        }
        float[] rounded = new float[coefficients.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) coefficients[i];
        }
        upload(polynomials, Pointer.to(rounded), 4L * rounded.length);
    }

    private void upload(Buffer to, Pointer numbers, long bytes) {
        device.upload(to.reserve(bytes), 0, numbers, bytes);
    }

    /** A kernel's name for the grid's numbers. */
    private String named(String kernel) {
        return precision == Precision.FLOAT32 ? kernel + "f" : kernel;
    }

    private long gridBytes() {
        return fft.numberBytes() * fft.gridLength();
    }

    /** kernels/nufft.cu's struct Shape. */
    private ByteBuffer shape(int points) {
        ByteBuffer s = ByteBuffer.allocateDirect(56).order(ByteOrder.nativeOrder());
        s.putDouble(0, side).putInt(8, size).putInt(12, kernel.width()).putInt(16, kernel.terms());
        s.putInt(20, points);
        int[] tile = TILES[spectrum.dimension() - 1];
        for (int a = 0; a < tile.length; a++) {
            s.putInt(24 + 4 * a, tile[a]).putInt(36 + 4 * a, (size + tile[a] - 1) / tile[a]);
        }
        return s.putInt(48, split(spectrum.dimension(), points));
    }

    /** How often points are seen by tiles, at most: their own, those that the widest kernel reaches, and the
     * last, which may be short. */
    private static long seen(int d, int points) {
        long seen = points;
        for (int cells : TILES[d - 1]) {
            seen *= 2 + (SpreadingKernel.WIDEST - 1 + cells - 1) / cells;
        }
        return seen;
    }

    /** The points that one block of the spreading takes. */
    private static int split(int d, int points) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(SPLIT, seen(d, points) / MOST_PARTS + 1));
    }

    /** The parts of tiles beyond the first of each, at most. */
    private static int mostParts(int d, int points) {
        return (int) (seen(d, points) / split(d, points));
    }

    /** The bytes that a plan takes for points that are on the device, and the sums of their tiles' parts, but for the tiles' own. */
    static double pointBytes(int d, int fields, int points) {
        double sorted = 4 * 5.0 * points + 12.0 * d * points;
        return sorted + 8.0 * fields * TILE_CELLS[d - 1] * mostParts(d, points);
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
        DeviceMemory copy = input.reserve(8L * d * points);
        device.upload(copy, 0, Pointer.to(x), 8L * d * points);
        setPoints(copy.at(0), points);
    }

    /** The same for points on the device, which must stay until the last transform with them. */
    void setPoints(long x, int points) {
        int d = spectrum.dimension();
        count = points;
        shape = shape(points);
        if (points == 0) {
            return;
        }
        order.reserve(points);
        int blocks = (points + THREADS - 1) / THREADS;
        device.launch(
                "locate", blocks, 1, THREADS, order.keys().at(0), order.order().at(0), x, d, shape);
        order.sort(points);
        cells.reserve(4L * d * points);
        within.reserve(fft.numberBytes() * d * points);
        long sorted = order.order().at(0);
        device.launch(named("place"), blocks, 1, THREADS, cells.address(), within.address(), sorted, x, d, shape);
        parts.reserve(4 * ExclusiveSums.room(tiles + 1));
        device.launch(
                "count_parts",
                tiles / THREADS + 1,
                1,
                THREADS,
                parts.address(),
                order.starts().at(0),
                d,
                tiles,
                shape);
        ExclusiveSums.take(device, parts.address(), tiles + 1);
    }

    private void allocate(int q) {
        grids.reserve(q * gridBytes());
        fields = q;
    }

    @Override
    public void clear(int q) {
        allocate(q);
        device.clear(grids.reserve(0), q * gridBytes());
    }

    @Override
    public void spread(double[][] strengths) {
        if (strengths.length != fields) {
            throw new IllegalArgumentException(strengths.length + " strengths for " + fields + " sums");
        }
        DeviceMemory c = values.reserve(8L * fields * count);
        for (int f = 0; f < fields; f++) {
            device.upload(c, 8L * f * count, Pointer.to(strengths[f]), 8L * count);
        }
        spread(c.at(0));
    }

    /** The same for strengths (q, count) on the device. */
    void spread(long strengths) {
        if (count == 0) {
            return;
        }
        int d = spectrum.dimension();
        int mostParts = mostParts(d, count);
        sums.reserve(fft.numberBytes() * fields * mostParts * TILE_CELLS[d - 1]);
        device.launch(
                named("spread" + d),
                tiles + mostParts,
                fields,
                CELLS,
                grids.address(),
                fft.gridLength(),
                sums.address(),
                mostParts,
                strengths,
                order.order().at(0),
                cells.address(),
                within.address(),
                order.starts().at(0),
                parts.address(),
                tiles,
                polynomials.address(),
                shape);
        device.launch(
                named("add_parts" + d),
                tiles,
                fields,
                CELLS,
                grids.address(),
                fft.gridLength(),
                sums.address(),
                mostParts,
                parts.address(),
                shape);
    }

    @Override
    public void collect(Vec... modes) {
        DeviceMemory all = grids.reserve(0);
        for (int f = 0; f < fields; f++) {
            long offset = f * gridBytes();
            fft.toModes(
                    all.at(offset), all.pointer(offset), CudaVec.of(modes[f]).address(), factors.address());
        }
    }

    @Override
    public void type1(Vec strengths, Vec modes) {
        clear(1);
        spread(points(strengths));
        collect(modes);
    }

    @Override
    public void type2(Vec modes, Vec values) {
        interpolate(points(values), modes);
    }

    /** The address of a vector of a number a point. */
    private long points(Vec vec) {
        if (vec.length() != count) {
            throw new IllegalArgumentException(vec.length() + " numbers for " + count + " points");
        }
        return CudaVec.of(vec).address();
    }

    @Override
    public void type2(Vec[] modes, double[][] results) {
        DeviceMemory h = values.reserve(8L * modes.length * count);
        interpolate(h.at(0), modes);
        for (int f = 0; f < fields; f++) {
            device.download(Pointer.to(results[f]), h, 8L * f * count, 8L * count);
        }
    }

    /** @param results the address of values (q, count) */
    private void interpolate(long results, Vec... modes) {
        allocate(modes.length);
        DeviceMemory all = grids.reserve(0);
        for (int f = 0; f < fields; f++) {
            long offset = f * gridBytes();
            fft.toGrid(CudaVec.of(modes[f]).address(), all.at(offset), all.pointer(offset), factors.address());
        }
        if (count == 0) {
            return;
        }
        device.launch(
                named("interpolate" + spectrum.dimension()),
                (count + POINTS - 1) / POINTS,
                fields,
                POINTS,
                results,
                all.at(0),
                fft.gridLength(),
                order.order().at(0),
                cells.address(),
                within.address(),
                polynomials.address(),
                shape);
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
        for (Buffer buffer : new Buffer[] {polynomials, factors, grids, input, cells, within, parts, sums, values}) {
            buffer.close();
        }
    }
}
