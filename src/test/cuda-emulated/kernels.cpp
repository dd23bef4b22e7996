// The project's kernels, the same text that nvcc compiles, as a library of the emulated device.
#include "device.h"
#include "../../../kernels/lfp.cu"

KERNEL(combine)
KERNEL(combine_in_turn)
KERNEL(combine_in_turn32)
KERNEL(multiply)
KERNEL(multiply_add)
KERNEL(overlaps)
KERNEL(sum_parts)
KERNEL(combine32)
KERNEL(multiply32)
KERNEL(multiply_add32)
KERNEL(overlaps32)
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

#define NETS(act, d, bits)                 \
    KERNEL(net_sums_##act##_##d##_##bits)    \
    KERNEL(net_outputs_##act##_##d##_##bits) \
    KERNEL(net_tangent_##act##_##d##_##bits)
#define TILES(act, bits)               \
    KERNEL(tile_slopes_##act##_##bits)   \
    KERNEL(tile_gradient_##act##_##bits) \
    KERNEL(tile_outputs_##act##_##bits)  \
    KERNEL(tile_tangent_##act##_##bits)
#define EACH_NET(bits)                                                                   \
    NETS(relu, 1, bits) NETS(relu, 2, bits) NETS(relu, 3, bits) NETS(tanh, 1, bits) \
    NETS(tanh, 2, bits) NETS(tanh, 3, bits) KERNEL(net_adam_##bits)                 \
    KERNEL(net_stage_##bits)                                                        \
    TILES(relu, bits) TILES(tanh, bits) KERNEL(tile_products_##bits)                \
    KERNEL(line_places_##bits) KERNEL(line_histogram_##bits) KERNEL(line_gradient_##bits)
EACH_NET(32)
EACH_NET(64)
KERNEL(net_residuals)
KERNEL(net_loss)
KERNEL(net_squares)
KERNEL(line_units)
KERNEL(line_value_totals)
KERNEL(line_values)
KERNEL(line_prefix_totals)
KERNEL(line_prefix)

extern char __start_shared_memory[], __stop_shared_memory[];
extern "C" __attribute__((visibility("default"))) void shared_memory_bounds(char** from, char** to) {
    *from = __start_shared_memory;
    *to = __stop_shared_memory;
}
