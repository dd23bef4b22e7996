// All kernels as one module.
#include "vector.cu"
#include "modes.cu"
#include "sort.cu"
#include "nufft.cu"
#include "net.cu"
#include "tiles.cu"
#include "lines.cu"
