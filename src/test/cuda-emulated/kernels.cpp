// The project's kernels, the same text that nvcc compiles, as a library of the emulated device.
#include "device.h"
#include "../../../kernels/lfp.cu"

KERNEL(combine)
KERNEL(multiply)
KERNEL(multiply_add)
KERNEL(overlaps)
KERNEL(sum_parts)
KERNEL(pad)
KERNEL(crop)
KERNEL(sort_count)
KERNEL(sort_scatter)
KERNEL(scan)
KERNEL(add_offsets)
KERNEL(bin_starts)
KERNEL(locate)
KERNEL(place)
KERNEL(spread1)
KERNEL(spread2)
KERNEL(spread3)
KERNEL(interpolate1)
KERNEL(interpolate2)
KERNEL(interpolate3)
KERNEL(product_radial1)
KERNEL(product_radial8)
KERNEL(product_affine1)
KERNEL(product_affine8)
KERNEL(product_arc1)
KERNEL(product_arc8)
KERNEL(sum_chunks)
KERNEL(sparse_rows)
KERNEL(solve_lower)
KERNEL(solve_upper)
KERNEL(multiply_rows)

extern char __start_shared_memory[], __stop_shared_memory[];
extern "C" __attribute__((visibility("default"))) void shared_memory_bounds(char** from, char** to) {
    *from = __start_shared_memory;
    *to = __stop_shared_memory;
}
