package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link NufftTest} on a CUDA device. */
@Tag("cuda")
class CudaNufftTest extends NufftTest {
    @Override
    protected Backend backend(int threads) {
        return CudaUnderTest.backend();
    }
}
