package org.fprinciple.backend.cuda;

import jcuda.driver.CUgraphExec;

/**
 * Launches and their arguments as {@link CudaDevice#record} has kept them, to be made again all at once: the device goes from one
 * to the next by itself. Given back at some time after it has become unreachable.
 */
final class CudaGraph {
    private final CudaDevice device;
    private final CUgraphExec handle;
    private final String last;

    /** @param last of its launches, for people */
    CudaGraph(CudaDevice device, CUgraphExec handle, String last) {
        this.device = device;
        this.handle = handle;
        this.last = last;
    }

    /** Behind all that the device was given so far. */
    void launch() {
        device.launch(handle, last);
    }
}
