package org.fprinciple.backend.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * What a device does in the order of the calls. Kernels, transforms and all copies that are waited for are in the default
 * stream; other streams have copies that run beside them, and wait for nothing but events.
 */
final class CudaStream implements AutoCloseable {
    /** Of cuStreamCreate: waits for no other stream. */
    static final int NON_BLOCKING = 1;

    private final CudaDevice device;
    private final @Nullable CUstream handle;
    private boolean closed;

    private CudaStream(CudaDevice device, @Nullable CUstream handle) {
        this.device = device;
        this.handle = handle;
    }

    /** The stream of the kernels. */
    static CudaStream ofKernels(CudaDevice device) {
        return new CudaStream(device, null);
    }

    /** A new stream for copies. */
    static CudaStream ofCopies(CudaDevice device) {
        device.enter();
        CUstream handle = new CUstream();
        device.check(JCudaDriver.cuStreamCreate(handle, NON_BLOCKING), "cuStreamCreate");
        return new CudaStream(device, handle);
    }

    /** Copies from the host, whose memory must stay as it is until an event behind this has come. */
    void upload(DeviceMemory to, long offset, PinnedMemory from, long fromOffset, long bytes) {
        device.enter();
        device.check(
                JCudaDriver.cuMemcpyHtoDAsync(
                        to.address().withByteOffset(offset), from.pointer().withByteOffset(fromOffset), bytes, handle),
                "cuMemcpyHtoDAsync of " + bytes + " bytes");
    }

    /** What comes after this call waits for the event, if it was ever recorded. */
    void await(Event event) {
        device.enter();
        device.check(JCudaDriver.cuStreamWaitEvent(handle, event.handle, 0), "cuStreamWaitEvent");
    }

    /** A new event, recorded nowhere yet. */
    static Event event(CudaDevice device) {
        return new Event(device);
    }

    @Override
    public void close() {
        if (!closed && handle != null) {
            device.enter();
            JCudaDriver.cuStreamSynchronize(handle);
            JCudaDriver.cuStreamDestroy(handle);
        }
        closed = true;
    }

    /** A place in a stream, and when the device has come there. */
    static final class Event implements AutoCloseable {
        private final CudaDevice device;
        private final CUevent handle = new CUevent();
        private boolean closed;

        private Event(CudaDevice device) {
            this.device = device;
            device.enter();
            device.check(JCudaDriver.cuEventCreate(handle, 0), "cuEventCreate");
        }

        /** The place behind all that the stream was given so far. */
        void record(CudaStream stream) {
            device.enter();
            device.check(JCudaDriver.cuEventRecord(handle, stream.handle), "cuEventRecord");
        }

        /** Waits until the device has come there; returns at once where it was never recorded. */
        void synchronise() {
            device.enter();
            device.check(JCudaDriver.cuEventSynchronize(handle), "cuEventSynchronize");
        }

        /** Milliseconds from another event to this; both must have come. */
        double since(Event earlier) {
            device.enter();
            float[] ms = new float[1];
            device.check(JCudaDriver.cuEventElapsedTime(ms, earlier.handle, handle), "cuEventElapsedTime");
            return ms[0];
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                device.enter();
                JCudaDriver.cuEventDestroy(handle);
            }
        }
    }
}
