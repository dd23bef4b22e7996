package org.fprinciple.backend;

import java.util.List;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** {@link NetPlanTest} on a CUDA device. */
@Tag("cuda")
@Tag("any-jdk")
class CudaNetPlanTest extends NetPlanTest {
    private Backend own;

    @Override
    protected Backend backend() {
        own = CudaUnderTest.backend();
        return own;
    }

    /** The same twice; {@code CudaDeviceTest} turns the order of blocks and threads round. */
    @Override
    protected List<Backend> divisions() {
        return List.of(own, own);
    }

    /** For a single neuron ∂/∂a is w·T + b S alone, which may nearly cancel: the order of the sums shows. */
    @Override
    protected double cancellation(int m) {
        return m == 1 ? 2 : 1;
    }

    @AfterEach
    void close() {
        own.close();
    }
}
