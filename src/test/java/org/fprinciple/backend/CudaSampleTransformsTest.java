package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link SampleTransformsTest} on a CUDA device. */
@Tag("cuda")
class CudaSampleTransformsTest extends SampleTransformsTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
