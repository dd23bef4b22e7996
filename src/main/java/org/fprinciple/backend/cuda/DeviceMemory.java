package org.fprinciple.backend.cuda;

import java.lang.ref.Cleaner;
import java.util.Objects;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import org.jspecify.annotations.Nullable;

/** Some memory of a device. Given back when closed, else at some time after it has become unreachable. */
final class DeviceMemory implements AutoCloseable {
    private final CudaDevice device;
    private final Address address;
    private final long bytes;
    private Cleaner.@Nullable Cleanable cleanable;
    private boolean closed;

    DeviceMemory(CudaDevice device, Address address, long bytes) {
        this.device = device;
        this.address = address;
        this.bytes = bytes;
    }

    void cleaned(Cleaner.Cleanable by) {
        cleanable = by;
    }

    CudaDevice device() {
        return device;
    }

    long bytes() {
        return bytes;
    }

    /** For the driver's calls. */
    Address address() {
        if (closed) {
            throw new IllegalStateException("this memory was given back");
        }
        return address;
    }

    /** For kernels. */
    long at(long offset) {
        return address().number() + offset;
    }

    /** For cuFFT. */
    Pointer pointer(long offset) {
        return address().withByteOffset(offset);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Queues the address, which is then freed once and here.
            Objects.requireNonNull(cleanable).clean();
            device.free(address);
        }
    }

    /** A pointer whose number can be told, as kernels take structures of them. */
    static final class Address extends CUdeviceptr {
        long number() {
            return getNativePointer();
        }
    }
}
