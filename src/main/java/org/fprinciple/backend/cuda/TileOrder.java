package org.fprinciple.backend.cuda;

/**
 * Points in the order of the tiles of a grid that they lie in, those of one tile as they came; kernels/sort.cu. Owns its
 * memory.
 */
final class TileOrder implements AutoCloseable {
    private static final int BLOCK = 256;

    private final CudaDevice device;
    private final int tiles;
    private final Buffer starts;
    private final Buffer keys;
    private final Buffer order;
    private final Buffer otherKeys;
    private final Buffer otherOrder;
    private final Buffer counts;
    private boolean swapped;

    TileOrder(CudaDevice device, int tiles) {
        this.device = device;
        this.tiles = tiles;
        this.starts = new Buffer(device);
        this.keys = new Buffer(device);
        this.order = new Buffer(device);
        this.otherKeys = new Buffer(device);
        this.otherOrder = new Buffer(device);
        this.counts = new Buffer(device);
    }

    /** Makes room for the tiles of so many points. */
    void reserve(int n) {
        for (Buffer buffer : new Buffer[] {keys, order, otherKeys, otherOrder}) {
            buffer.reserve(4L * n);
        }
        starts.reserve(4L * (tiles + 1));
        swapped = false;
    }

    /** Where the tiles of the points are to be written, (n) int. */
    DeviceMemory keys() {
        return (swapped ? otherKeys : keys).reserve(0);
    }

    /** Which point comes first, second, …, (n) int; before the sort to be written as 0, 1, … */
    DeviceMemory order() {
        return (swapped ? otherOrder : order).reserve(0);
    }

    /** The place of each tile's first point, and n, (tiles + 1) int. */
    DeviceMemory starts() {
        return starts.reserve(0);
    }

    /** Sorts. */
    void sort(int n) {
        int blocks = (n + BLOCK - 1) / BLOCK;
        int length = BLOCK * blocks;
        counts.reserve(4 * ExclusiveSums.room(length));
        for (int shift = 0; n > 0 && (tiles - 1) >> shift > 0; shift += 8) {
            device.launch("sort_count", blocks, 1, BLOCK, counts.address(), keys().at(0), n, shift);
            ExclusiveSums.take(device, counts.address(), length);
            long fromKeys = keys().at(0);
            long fromOrder = order().at(0);
            swapped = !swapped;
            device.launch(
                    "sort_scatter",
                    blocks,
                    1,
                    BLOCK,
                    keys().at(0),
                    order().at(0),
                    fromKeys,
                    fromOrder,
                    counts.address(),
                    n,
                    shift);
        }
        device.launch("bin_starts", tiles / BLOCK + 1, 1, BLOCK, starts().at(0), keys().at(0), n, tiles);
    }

    @Override
    public void close() {
        for (Buffer buffer : new Buffer[] {starts, keys, order, otherKeys, otherOrder, counts}) {
            buffer.close();
        }
    }
}
