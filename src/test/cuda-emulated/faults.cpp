// Kernels with planted faults, which the emulated device must find.
#include "device.h"

extern "C" __global__ void divergent_barrier(double* out) {
    if (threadIdx.x % 2) {
        __syncthreads();
    }
    out[threadIdx.x] = 1.0;
}

// Right in one order of the threads alone.
extern "C" __global__ void missing_barrier(double* out) {
    __shared__ double value[32];
    value[threadIdx.x] = threadIdx.x;
    out[threadIdx.x] = value[(threadIdx.x + 31) % 32];
}

KERNEL(divergent_barrier)
KERNEL(missing_barrier)

extern char __start_shared_memory[], __stop_shared_memory[];
extern "C" __attribute__((visibility("default"))) void shared_memory_bounds(char** from, char** to) {
    *from = __start_shared_memory;
    *to = __stop_shared_memory;
}
