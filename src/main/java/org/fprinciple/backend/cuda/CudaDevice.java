package org.fprinciple.backend.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The first CUDA device: its memory, and the kernels of kernels/ on it. Kernels and copies run in the order of the calls.
 * Every call may come from any thread.
 *
 * <p>Memory that is no longer reachable is given back when more is wanted; what knows that it is done gives it back at
 * once.
 */
final class CudaDevice implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    /** Threads of a block of kernels that go over vectors. */
    static final int THREADS = 256;
    /** Blocks that an SM holds of them. */
    private static final int BLOCKS_PER_SM = 8;

    /** As JCuda wants it for graphs: no null. */
    private static final CUstream DEFAULT_STREAM = new CUstream();

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUmodule module = new CUmodule();
    private final String name;
    private final int multiprocessors;
    private final Map<String, CUfunction> functions = new HashMap<>();
    /** By identity: the driver gives out an address again once it is free. */
    private final Set<DeviceMemory.Address> allocated = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Queue<DeviceMemory.Address> abandoned = new ConcurrentLinkedQueue<>();
    private final Set<CUgraphExec> graphs = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Queue<CUgraphExec> abandonedGraphs = new ConcurrentLinkedQueue<>();
    /** Where launches are recorded; null, the default stream, where they are made. */
    private @Nullable CUstream recorder;

    private String lastLaunch = "";
    private boolean closed;

    /**
     * Makes a context on the first device, and loads the kernels.
     *
     * @throws InsufficientResourceException if that cannot be done
     */
    CudaDevice() {
        this.name = CudaProbe.firstDevice(device);
        byte[] fatbin = resource("lfp.fatbin");
        byte[] ptx = resource("lfp.ptx");
        if (fatbin == null || ptx == null) {
            throw new InsufficientResourceException(
                    "This build has no CUDA kernels, as nvcc was not found when it was made: build it where CUDA's compiler is"
                            + " installed, or use --backend cpu.");
        }
        int[] count = new int[1];
        check(
                JCudaDriver.cuDeviceGetAttribute(count, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device),
                "cuDeviceGetAttribute");
        this.multiprocessors = count[0];
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
        try {
            enter();
            if (JCudaDriver.cuModuleLoadData(module, fatbin) != CUresult.CUDA_SUCCESS) {
                // A device or a driver that the fatbin does not know.
                int result = JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(ptx, ptx.length + 1));
                if (result != CUresult.CUDA_SUCCESS) {
                    throw new InsufficientResourceException("The kernels cannot be loaded on " + name + ": "
                            + CUresult.stringFor(result)
                            + "; install a driver of CUDA 11.8 or later, take a GPU of compute capability 8.0 or later, or use"
                            + " --backend cpu.");
                }
            }
        } catch (InsufficientResourceException e) {
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
            throw e;
        }
    }

    private static byte @Nullable [] resource(String file) {
        try (InputStream in = CudaDevice.class.getResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }

    /** What the device calls itself. */
    String name() {
        return name;
    }

    /** Makes the calls of this thread this device's. */
    synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("this device is closed");
        }
        check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /**
     * Turns a result that is no success into the sentence that says so.
     *
     * @param call with its sizes
     */
    void check(int result, String call) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw failure(call, CUresult.stringFor(result));
        }
    }

    InsufficientResourceException failure(String call, String error) {
        String after = lastLaunch.isEmpty() || call.startsWith("the kernel") ? "" : " after the kernel " + lastLaunch;
        return new InsufficientResourceException(
                name + " failed in " + call + after + ": " + error + "; run again, or use --backend cpu.");
    }

    private static String text(long bytes) {
        return bytes < 1_000_000 ? bytes + " bytes" : Memory.text((double) bytes);
    }

    // ---------------------------------------------------------------------------------------- memory

    /**
     * New memory, whose contents are undefined.
     *
     * @throws InsufficientResourceException if there is not so much
     */
    synchronized DeviceMemory allocate(long bytes) {
        enter();
        long size = Math.max(bytes, 8);
        sweep();
        DeviceMemory.Address address = new DeviceMemory.Address();
        int result = JCudaDriver.cuMemAlloc(address, size);
        for (int attempt = 0; result == CUresult.CUDA_ERROR_OUT_OF_MEMORY && collect(attempt); attempt++) {
            result = JCudaDriver.cuMemAlloc(address, size);
        }
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new InsufficientResourceException("The memory of " + name + " is short: " + text(size)
                    + " are wanted, but " + text(free())
                    + " can be had; take less (--modes, --times, --width) or use --backend cpu.");
        }
        check(result, "cuMemAlloc of " + text(size));
        allocated.add(address);
        DeviceMemory memory = new DeviceMemory(this, address, bytes);
        memory.cleaned(CLEANER.register(memory, abandon(abandoned, address)));
        return memory;
    }

    /** A static method, so that what waits for something to be unreachable does not reach it. */
    private static <T> Runnable abandon(Queue<T> queue, T handle) {
        return () -> queue.add(handle);
    }

    /** Lets the collector find memory that is no longer reachable; false after a few attempts. */
    private boolean collect(int attempt) {
        if (attempt == 4) {
            return false;
        }
        System.gc();
        try {
            Thread.sleep(5L << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        sweep();
        return true;
    }

    /** Gives back what was abandoned. */
    private void sweep() {
        for (DeviceMemory.Address address = abandoned.poll(); address != null; address = abandoned.poll()) {
            free(address);
        }
        for (CUgraphExec graph = abandonedGraphs.poll(); graph != null; graph = abandonedGraphs.poll()) {
            if (graphs.remove(graph)) {
                JCudaDriver.cuGraphExecDestroy(graph);
            }
        }
    }

    synchronized void free(DeviceMemory.Address address) {
        if (!closed && allocated.remove(address)) {
            enter();
            check(JCudaDriver.cuMemFree(address), "cuMemFree");
        }
    }

    /** The bytes that can be allocated. */
    synchronized double available() {
        enter();
        collect(0);
        return (double) free();
    }

    private long free() {
        long[] free = new long[1];
        long[] total = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo");
        return free[0];
    }

    /** Copies {@code bytes} from the host. */
    synchronized void upload(DeviceMemory to, long offset, Pointer from, long bytes) {
        if (bytes > 0) {
            enter();
            check(
                    JCudaDriver.cuMemcpyHtoD(to.address().withByteOffset(offset), from, bytes),
                    "cuMemcpyHtoD of " + text(bytes));
        }
    }

    /** Copies {@code bytes} to the host. */
    synchronized void download(Pointer to, DeviceMemory from, long offset, long bytes) {
        if (bytes > 0) {
            enter();
            check(
                    JCudaDriver.cuMemcpyDtoH(to, from.address().withByteOffset(offset), bytes),
                    "cuMemcpyDtoH of " + text(bytes));
        }
    }

    /** Zeros. */
    synchronized void clear(DeviceMemory memory, long bytes) {
        if (bytes > 0) {
            enter();
            check(
                    JCudaDriver.cuMemsetD8Async(memory.address(), (byte) 0, bytes, recorder),
                    "cuMemsetD8Async of " + text(bytes));
        }
    }

    /** Copies within the device. */
    synchronized void copy(DeviceMemory to, long toOffset, DeviceMemory from, long fromOffset, long bytes) {
        if (bytes > 0) {
            enter();
            check(
                    JCudaDriver.cuMemcpyDtoD(
                            to.address().withByteOffset(toOffset),
                            from.address().withByteOffset(fromOffset),
                            bytes),
                    "cuMemcpyDtoD of " + text(bytes));
        }
    }

    /** Waits until all that it was given is done. */
    synchronized void finish() {
        enter();
        check(JCudaDriver.cuCtxSynchronize(), "cuCtxSynchronize");
    }

    // ---------------------------------------------------------------------------------------- kernels

    /** Blocks of {@link #THREADS} threads for kernels that go over {@code n} entries. */
    int blocks(long n) {
        return (int) Math.max(1, Math.min((n + THREADS - 1) / THREADS, (long) BLOCKS_PER_SM * multiprocessors));
    }

    /**
     * Launches a kernel.
     *
     * @param arguments addresses and long as Long, int as Integer, double as Double, structures as direct buffers
     */
    synchronized void launch(String kernel, int gridX, int gridY, int threads, Object... arguments) {
        enter();
        CUfunction function = functions.get(kernel);
        if (function == null) {
            function = new CUfunction();
            check(JCudaDriver.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction of " + kernel);
            functions.put(kernel, function);
        }
        Pointer[] pointers = new Pointer[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            pointers[i] = arguments[i] instanceof Long value
                    ? Pointer.to(new long[] {value})
                    : arguments[i] instanceof Integer number
                            ? Pointer.to(new int[] {number})
                            : arguments[i] instanceof Double real
                                    ? Pointer.to(new double[] {real})
                                    : Pointer.to((ByteBuffer) arguments[i]);
        }
        lastLaunch = kernel + " (" + gridX + " x " + gridY + " blocks of " + threads + " threads)";
        check(
                JCudaDriver.cuLaunchKernel(
                        function, gridX, gridY, 1, threads, 1, 1, 0, recorder, Pointer.to(pointers), null),
                "the kernel " + lastLaunch);
    }

    /**
     * Records kernels and clearings instead of carrying them out. What they take of memory must be there.
     *
     * @param launches that and nothing else of this device
     * @return null where the driver refuses
     */
    synchronized @Nullable CudaGraph record(Runnable launches) {
        enter();
        sweep();
        CUstream stream = new CUstream();
        check(JCudaDriver.cuStreamCreate(stream, CudaStream.NON_BLOCKING), "cuStreamCreate");
        CUgraph graph = new CUgraph();
        CUgraphExec executable = new CUgraphExec();
        try {
            if (!recorded(stream, launches, graph)) {
                return null;
            }
            int result = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
            JCudaDriver.cuGraphDestroy(graph);
            if (result != CUresult.CUDA_SUCCESS) {
                return null;
            }
        } finally {
            JCudaDriver.cuStreamDestroy(stream);
        }
        graphs.add(executable);
        CudaGraph all = new CudaGraph(this, executable, lastLaunch + ", the last of a graph");
        CLEANER.register(all, abandon(abandonedGraphs, executable));
        return all;
    }

    private boolean recorded(CUstream stream, Runnable launches, CUgraph graph) {
        if (JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)
                != CUresult.CUDA_SUCCESS) {
            return false;
        }
        boolean whole = false;
        recorder = stream;
        try {
            launches.run();
            whole = true;
        } catch (InsufficientResourceException e) {
            // Made one by one they tell what is wrong.
        } finally {
            recorder = null;
            boolean ended = JCudaDriver.cuStreamEndCapture(stream, graph) == CUresult.CUDA_SUCCESS;
            if (ended && !whole) {
                JCudaDriver.cuGraphDestroy(graph);
            }
            whole &= ended;
        }
        return whole;
    }

    /** Makes recorded launches. */
    synchronized void launch(CUgraphExec graph, String last) {
        enter();
        lastLaunch = last;
        check(JCudaDriver.cuGraphLaunch(graph, DEFAULT_STREAM), "cuGraphLaunch");
    }

    /** Gives back all memory, and the context. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        JCudaDriver.cuCtxSetCurrent(context);
        for (DeviceMemory.Address address : allocated) {
            JCudaDriver.cuMemFree(address);
        }
        allocated.clear();
        graphs.forEach(JCudaDriver::cuGraphExecDestroy);
        graphs.clear();
        JCudaDriver.cuModuleUnload(module);
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
        closed = true;
    }
}
