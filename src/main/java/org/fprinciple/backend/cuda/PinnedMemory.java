package org.fprinciple.backend.cuda;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.fprinciple.InsufficientResourceException;

/** Memory of the host that stays where it is, so that a device can copy it while the host goes on. */
final class PinnedMemory implements AutoCloseable {
    private final CudaDevice device;
    private final Pointer pointer = new Pointer();
    private final DoubleBuffer doubles;
    private boolean closed;

    /** @throws InsufficientResourceException if the host cannot give so much */
    PinnedMemory(CudaDevice device, int numbers) {
        this.device = device;
        device.enter();
        device.check(
                JCudaDriver.cuMemHostAlloc(pointer, 8L * numbers, 0), "cuMemHostAlloc of " + 8L * numbers + " bytes");
        this.doubles = pointer.getByteBuffer(0, 8L * numbers)
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
    }

    Pointer pointer() {
        return pointer;
    }

    /** Its numbers; not to be touched once it is closed. */
    DoubleBuffer doubles() {
        return doubles;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.enter();
            JCudaDriver.cuMemFreeHost(pointer);
        }
    }
}
