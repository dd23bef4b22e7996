package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link VecTest} on a CUDA device. */
@Tag("cuda")
class CudaVecTest extends VecTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
