package org.fprinciple.backend.cuda;

import java.util.Arrays;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.Vec;

/**
 * {@link SampleTransforms} on a device. A chunk is copied to pinned memory, from there to the device in a stream of its own,
 * and spread in the stream of the kernels: while one chunk is spread the next is copied and the host reads a third. There are
 * two places for chunks; events see to it that none is written to before it has been read. Strengths are computed on the device.
 */
final class CudaSampleTransforms implements SampleTransforms {
    private static final int THREADS = 256;
    /** Numbers that one thread of the host copies. */
    private static final int PART = 1 << 16;

    private final CudaBackend backend;
    private final CudaDevice device;
    private final int dimension;
    private final int fields;
    private final CudaNufft momentPlan;
    private final CudaNufft targetPlan;
    private final CudaStream kernels;
    private final CudaStream copies;
    private final Place[] places = new Place[2];
    private final Buffer strengths;
    private int next;

    /** Room for a chunk, on the host and on the device. */
    private static final class Place implements AutoCloseable {
        final PinnedMemory host;
        final DeviceMemory device;
        final CudaStream.Event copied;
        final CudaStream.Event spread;

        Place(CudaDevice on, int numbers) {
            this.host = new PinnedMemory(on, numbers);
            this.device = on.allocate(8L * numbers);
            this.copied = CudaStream.event(on);
            this.spread = CudaStream.event(on);
        }

        @Override
        public void close() {
            host.close();
            device.close();
            copied.close();
            spread.close();
        }
    }

    CudaSampleTransforms(
            CudaBackend backend,
            HalfSpectrum moments,
            HalfSpectrum targets,
            int fields,
            double side,
            double tolerance,
            int most) {
        this.backend = backend;
        this.device = backend.device();
        this.dimension = moments.dimension();
        this.fields = fields;
        this.momentPlan = new CudaNufft(backend, moments, side, tolerance, Precision.FLOAT64);
        this.targetPlan = new CudaNufft(backend, targets, side, tolerance, Precision.FLOAT64);
        this.kernels = CudaStream.ofKernels(device);
        this.copies = CudaStream.ofCopies(device);
        this.strengths = new Buffer(device);
        try {
            momentPlan.clear(SampleTransforms.momentCount(fields));
            targetPlan.clear(fields);
            for (int i = 0; i < places.length; i++) {
                places[i] = new Place(device, Math.multiplyExact(most, dimension + 1));
            }
        } catch (InsufficientResourceException e) {
            close();
            throw e;
        }
    }

    /** The bytes of a device that chunks take, beside the grids. */
    static double bytes(int d, int fields, int rows) {
        int moments = SampleTransforms.momentCount(fields);
        return 8.0 * rows * (2 * (d + 1) + moments + fields)
                + CudaNufft.pointBytes(d, moments, rows)
                + CudaNufft.pointBytes(d, fields, rows);
    }

    @Override
    public void add(double[] x, double[] s, int n) {
        Place place = places[next];
        next = 1 - next;
        // The host's part may be written to once it is copied, the device's once it is spread.
        place.copied.synchronise();
        fill(place.host, 0, x, n * dimension);
        fill(place.host, n * dimension, s, n);
        copies.await(place.spread);
        copies.upload(place.device, 0, place.host, 0, 8L * n * (dimension + 1));
        place.copied.record(copies);
        kernels.await(place.copied);
        spread(place.device.at(0), n);
        place.spread.record(kernels);
    }

    private void fill(PinnedMemory memory, int at, double[] from, int count) {
        backend.forEach((count + PART - 1) / PART, part -> {
            int first = part * PART;
            memory.doubles().put(at + first, from, first, Math.min(PART, count - first));
        });
    }

    private void spread(long x, int n) {
        long s = x + 8L * n * dimension;
        int moments = SampleTransforms.momentCount(fields);
        long first = strengths.reserve(8L * n * (moments + fields)).at(0);
        long targets = first + 8L * n * moments;
        device.launch("products", (n + THREADS - 1) / THREADS, 1, THREADS, first, targets, x, s, n, dimension, fields);
        momentPlan.setPoints(x, n);
        momentPlan.spread(first);
        targetPlan.setPoints(x, n);
        targetPlan.spread(targets);
    }

    @Override
    public Vec[] moments() {
        // No chunk is to come any more.
        giveBackPlaces();
        return collect(momentPlan, SampleTransforms.momentCount(fields));
    }

    @Override
    public Vec[] targets() {
        return collect(targetPlan, fields);
    }

    private Vec[] collect(CudaNufft plan, int count) {
        Vec[] sums = new Vec[count];
        Arrays.setAll(sums, f -> backend.vector(plan.spectrum().length()));
        plan.collect(sums);
        plan.close();
        return sums;
    }

    private void giveBackPlaces() {
        // Waits for the copies: the driver does not promise that giving their memory back does.
        copies.close();
        for (Place place : places) {
            if (place != null) {
                place.close();
            }
        }
        strengths.close();
    }

    @Override
    public void close() {
        giveBackPlaces();
        momentPlan.close();
        targetPlan.close();
    }
}
