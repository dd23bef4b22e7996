package org.fprinciple.backend.cuda;

/** What tests set of the emulated device, and see of it (src/test/cuda-emulated/libcuda.cpp). */
public final class EmulatedDevice {
    private EmulatedDevice() {}

    /** Everything as at the start, but what is allocated. */
    static native void reset();

    /**
     * Makes a call fail.
     *
     * @param call of the driver, without a version's suffix, or a kernel
     * @param after so many that succeed
     * @param times so many that fail, then they succeed again
     * @param result a CUresult
     */
    public static native void plant(String call, int after, int times, int result);

    /** Lets so many more bytes be allocated. */
    public static native void memory(long bytes);

    /** Runs blocks and threads from the last to the first, and sets memory against the guard page before it. */
    static native void backwards(boolean order);

    /** The bytes that are allocated. */
    static native long used();

    /** The most that were at one time since {@link #reset}. */
    public static native long peak();

    /** The kernels launched so far, those of graphs too. */
    static native long launches();

    /** The graphs launched so far. */
    static native long graphs();

    /** What streams have to do is done at once. */
    static final int NOTHING = 0;
    /** Copies of streams are carried out when they are waited for. */
    static final int COPIES = 1;
    /** Kernels are. */
    static final int KERNELS = 2;
    /** Both are. */
    static final int BOTH = COPIES | KERNELS;

    /** What is done as late as events and waits allow. */
    static native void late(int what);

    /** The copies from the device to the host so far, or those the other way. */
    public static native long copies(boolean toHost);

    /** Their bytes. */
    public static native long copied(boolean toHost);
}
