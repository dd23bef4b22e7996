package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link SparseFactorTest} on a CUDA device. */
@Tag("cuda")
class CudaSparseFactorTest extends SparseFactorTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
