package org.fprinciple.backend.cuda;

/** Numbers replaced by the sums of those before them, in place; kernels/sort.cu. */
final class ExclusiveSums {
    private static final int THREADS = 256;
    private static final int SCANNED = 2048;

    private ExclusiveSums() {}

    /** The ints of room for so many numbers: they, the totals of their parts, and the totals of those. */
    static long room(int length) {
        long room = 0;
        int rest = length;
        do {
            room += rest;
            rest = (rest + SCANNED - 1) / SCANNED;
        } while (rest > 1);
        return room + 1;
    }

    /** @param numbers the address of the first of {@code length} ints, with {@link #room} */
    static void take(CudaDevice device, long numbers, int length) {
        int parts = (length + SCANNED - 1) / SCANNED;
        long totals = numbers + 4L * length;
        device.launch("scan", parts, 1, THREADS, numbers, totals, length);
        if (parts > 1) {
            take(device, totals, parts);
            device.launch("add_offsets", parts, 1, THREADS, numbers, totals, length);
        }
    }
}
