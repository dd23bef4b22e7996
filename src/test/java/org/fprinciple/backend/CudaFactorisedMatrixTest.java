package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link FactorisedMatrixTest} on a CUDA device. */
@Tag("cuda")
class CudaFactorisedMatrixTest extends FactorisedMatrixTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
