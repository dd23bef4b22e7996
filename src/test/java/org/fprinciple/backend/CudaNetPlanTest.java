package org.fprinciple.backend;

import java.util.List;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** {@link NetPlanTest} on a CUDA device. */
@Tag("cuda")
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

    /** w·T + b S of a single neuron, which is all of ∂/∂a then: other than the CPU it keeps T and S in float32. */
    @Override
    protected double cancellation(int m) {
        return m == 1 ? 2 : 1;
    }

    @AfterEach
    void close() {
        own.close();
    }
}
