package org.fprinciple.solver;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link BoxBackendTest} on a CUDA device. */
@Tag("cuda")
@Tag("any-jdk")
class CudaBoxBackendTest extends BoxBackendTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
