package org.fprinciple.operator;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link KernelProductTest} on a CUDA device. */
@Tag("cuda")
@Tag("any-jdk")
class CudaKernelProductTest extends KernelProductTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
