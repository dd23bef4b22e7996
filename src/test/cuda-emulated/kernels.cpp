// The project's kernels, the same text that nvcc compiles, as a library of the emulated device.
#include "device.h"
#include "../../../kernels/lfp.cu"

KERNEL(combine)
KERNEL(multiply)
KERNEL(multiply_add)
KERNEL(overlaps)
KERNEL(sum_parts)
KERNEL(pad)
KERNEL(padf)
KERNEL(crop)
KERNEL(cropf)
KERNEL(strided)
KERNEL(sort_count)
KERNEL(sort_scatter)
KERNEL(scan)
KERNEL(add_offsets)
KERNEL(bin_starts)
KERNEL(products)
KERNEL(locate)
KERNEL(place)
KERNEL(placef)
KERNEL(count_parts)
KERNEL(spread1)
KERNEL(spread2)
KERNEL(spread3)
KERNEL(spread1f)
KERNEL(spread2f)
KERNEL(spread3f)
KERNEL(add_parts1)
KERNEL(add_parts2)
KERNEL(add_parts3)
KERNEL(add_parts1f)
KERNEL(add_parts2f)
KERNEL(add_parts3f)
KERNEL(interpolate1)
KERNEL(interpolate2)
KERNEL(interpolate3)
KERNEL(interpolate1f)
KERNEL(interpolate2f)
KERNEL(interpolate3f)

extern char __start_shared_memory[], __stop_shared_memory[];
extern "C" __attribute__((visibility("default"))) void shared_memory_bounds(char** from, char** to) {
    *from = __start_shared_memory;
    *to = __stop_shared_memory;
}
