package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link FftTest} on a CUDA device. */
@Tag("cuda")
class CudaFftTest extends FftTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
