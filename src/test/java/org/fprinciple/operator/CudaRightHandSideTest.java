package org.fprinciple.operator;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link RightHandSideTest} on a CUDA device. */
@Tag("cuda")
class CudaRightHandSideTest extends RightHandSideTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
