package org.fprinciple.backend.cuda;

import org.fprinciple.backend.Precision;

/** All pairs of neurons and samples, one to three inputs. */
final class CudaDensePlan extends CudaNetPlan {
    /** Inputs of the kernels that there are. */
    static final int MOST_INPUTS = 3;
    /** Neurons of a part, at least. */
    private static final int PART = 128;
    /** Samples of a group of net_sums, at least. */
    private static final int GROUP = 32;

    private static final int MOST_GROUPS = 8;

    private final String kernels;

    CudaDensePlan(CudaBackend backend, CudaNet net, int capacity) {
        super(backend, net, capacity);
        kernels = suffix("_" + net.dimension());
    }

    @Override
    public String method() {
        return "all pairs in " + numbers() + ", CUDA";
    }

    /** Samples of a thread of net_outputs, kernels/net.cu's SAMPLES_OF. */
    private static int each(Precision precision) {
        return 32 / precision.bytes();
    }

    /** Threads side by side on samples; the others of a block take other neurons. */
    private static int lanes(int samples, Precision precision) {
        int wanted = Math.min(CudaDevice.THREADS, (samples + each(precision) - 1) / each(precision));
        return wanted == 1 ? 1 : 2 * Integer.highestOneBit(wanted - 1);
    }

    private static int tiles(int samples, Precision precision) {
        int tile = lanes(samples, precision) * each(precision);
        return (samples + tile - 1) / tile;
    }

    static int parts(int width, int samples, Precision precision) {
        return Math.max(1, Math.min(MANY / tiles(samples, precision), (width + PART - 1) / PART));
    }

    @Override
    int parts() {
        return parts(net.width(), count, net.precision());
    }

    @Override
    void outputs(CudaVec delta) {
        overParts("net_outputs", delta, 0);
    }

    @Override
    void tangents(CudaVec delta, CudaVec gradient) {
        overParts("net_tangent", delta, gradient.address());
    }

    private void overParts(String kernel, CudaVec delta, long along) {
        launch(
                kernel + kernels,
                tiles(count, net.precision()) * parts(),
                own(sums.address(), net.theta().address(), delta.address(), along, x.address()),
                net.shape(),
                count,
                CudaDevice.THREADS / lanes(count, net.precision()),
                parts());
    }

    /** Neurons of a block of net_sums, by kernels/net.cu's NEURONS_OF, where so many groups share the samples. */
    private int neurons(int groups) {
        int each = (net.dimension() == 1 ? 32 : 16) / net.precision().bytes();
        return CudaDevice.THREADS / groups * each;
    }

    private int blocks(int groups) {
        return (net.width() + neurons(groups) - 1) / neurons(groups);
    }

    @Override
    void addGradient(CudaVec delta, CudaVec target, boolean add, double c, long multipliers) {
        int groups = 1;
        while (groups < MOST_GROUPS && blocks(groups) < MANY && count >= 2 * GROUP * groups) {
            groups *= 2;
        }
        launch(
                "net_sums" + kernels,
                blocks(groups),
                own(target.address(), bits(c), net.theta().address(), delta.address(), x.address(), multipliers),
                net.shape(),
                add ? 1 : 0,
                count,
                groups);
    }
}
