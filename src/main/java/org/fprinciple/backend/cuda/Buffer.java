package org.fprinciple.backend.cuda;

import org.jspecify.annotations.Nullable;

/** Memory of a device that grows as more is wanted; what it held is then lost. */
final class Buffer implements AutoCloseable {
    private final CudaDevice device;
    private @Nullable DeviceMemory memory;

    Buffer(CudaDevice device) {
        this.device = device;
    }

    /** Memory of at least so many bytes. */
    DeviceMemory reserve(long bytes) {
        DeviceMemory now = memory;
        if (now == null || now.bytes() < bytes) {
            if (now != null) {
                memory = null;
                now.close();
            }
            now = device.allocate(bytes);
            memory = now;
        }
        return now;
    }

    /** For kernels. */
    long address() {
        return reserve(0).at(0);
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
