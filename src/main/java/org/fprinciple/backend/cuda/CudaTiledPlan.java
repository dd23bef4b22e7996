package org.fprinciple.backend.cuda;

import org.fprinciple.backend.Precision;

/** All pairs of neurons and samples, any number of inputs: products of matrices in tiles, a chunk of neurons at a time; kernels/tiles.cu. */
final class CudaTiledPlan extends CudaNetPlan {
    /** kernels/tiles.cu's TILE_ROWS and TILE_COLUMNS. */
    private static final int ROWS = 128;

    private static final int COLUMNS = 64;
    /** Neurons of a block of tile_gradient. */
    private static final int GRADIENTS = 32;
    /** Bytes of the slopes of a chunk of neurons at all samples, about, where one tile of neurons takes no more. */
    private static final int CHUNK_BYTES = 64 << 20;
    /** Slices of the samples, and how many samples they have at least. */
    private static final int MOST_SLICES = 8;

    private static final int SLICE = 512;

    private final Buffer slopes;
    private final Buffer slopeSums;
    private final Buffer products;

    CudaTiledPlan(CudaBackend backend, CudaNet net, int capacity) {
        super(backend, net, capacity);
        slopes = new Buffer(device);
        slopeSums = new Buffer(device);
        products = new Buffer(device);
    }

    @Override
    public String method() {
        return "all pairs in " + numbers() + ", CUDA, in tiles";
    }

    private static int ceil(int a, int b) {
        return (int) (((long) a + b - 1) / b);
    }

    private int tiles() {
        return ceil(count, COLUMNS);
    }

    static int parts(int width, int samples) {
        return Math.max(1, Math.min(MANY / ceil(samples, COLUMNS), ceil(width, ROWS)));
    }

    @Override
    int parts() {
        return parts(net.width(), count);
    }

    /** Neurons of a chunk, whole tiles. */
    private static int stride(int width, int samples, Precision precision) {
        long most = Math.max(1L, CHUNK_BYTES / ((long) ROWS * precision.bytes() * samples));
        return (int) (ROWS * Math.min(most, ceil(width, ROWS)));
    }

    private static int slices(int width, int dimension, int samples, Precision precision) {
        int blocks = stride(width, samples, precision) / ROWS * ceil(dimension, COLUMNS);
        return Math.max(1, Math.min(Math.min(MOST_SLICES, samples / SLICE), MANY / blocks));
    }

    static double slopeBytes(int width, int dimension, int samples, Precision precision) {
        double sums = 2.0 * ceil(samples, COLUMNS);
        double products = (double) dimension * slices(width, dimension, samples, precision);
        return (double) precision.bytes() * stride(width, samples, precision) * (samples + sums + products);
    }

    @Override
    void outputs(CudaVec delta) {
        overParts("tile_outputs", delta, 0);
    }

    @Override
    void tangents(CudaVec delta, CudaVec gradient) {
        overParts("tile_tangent", delta, gradient.address());
    }

    private void overParts(String kernel, CudaVec delta, long along) {
        launch(
                kernel + suffix(""),
                tiles() * parts(),
                own(sums.address(), net.theta().address(), delta.address(), along, x.address()),
                net.shape(),
                count,
                parts());
    }

    @Override
    void addGradient(CudaVec delta, CudaVec target, boolean add, double c, long multipliers) {
        int d = net.dimension();
        long number = net.precision().bytes();
        int inputTiles = ceil(d, COLUMNS);
        int stride = stride(net.width(), count, net.precision());
        int slices = slices(net.width(), d, count, net.precision());
        long h = slopes.reserve(number * stride * count).at(0);
        long partial = slopeSums.reserve(2 * number * stride * tiles()).at(0);
        long t = products.reserve(number * stride * d * slices).at(0);
        for (int first = 0; first < net.width(); first += stride) {
            int rows = Math.min(stride, net.width() - first);
            launch(
                    "tile_slopes" + suffix(""),
                    ceil(rows, ROWS) * tiles(),
                    own(h, partial, net.theta().address(), delta.address(), x.address(), multipliers),
                    net.shape(),
                    count,
                    first,
                    rows,
                    stride);
            launch(
                    "tile_products" + bits(),
                    ceil(rows, ROWS) * inputTiles * slices,
                    own(t, h, x.address()),
                    count,
                    d,
                    rows,
                    stride,
                    slices);
            launch(
                    "tile_gradient" + suffix(""),
                    ceil(rows, GRADIENTS),
                    own(target.address(), bits(c), net.theta().address(), delta.address(), t, partial),
                    net.shape(),
                    add ? 1 : 0,
                    first,
                    rows,
                    stride,
                    tiles(),
                    slices);
        }
    }
}
