// The problem on R^d: products with the matrix of a kernel K(x, z), which is never held, and with a sparse factor.
//
// kernel             equation                                     launch                                             oracle
// product_radial<Q>  parts = sum_j K(x_i, z_j) v_tj over a chunk   128 threads, one a target; block (.., chunk)        KernelProductTest
//   K = |u| (linear + cubic |u|^2), u = x - z
// product_affine<Q>  the same, K = |u| (linear (1 + cross x.z) + cubic |u|^2) + constant + sums sum_a (x_a + z_a) + dots x.z
// product_arc<Q>     the same, K_inf = |v ^ v'| / 2pi + (pi - theta)/2pi (v.v' + E a^2 (1 + x.z)), v = (sigma_w x, sigma_b),
//                    theta the angle between v and v' (theory-notes/operator.md section 9)
// sum_chunks         out_t = sum of its parts                      256 threads, one a target; block (.., vector)       KernelProductTest
// sparse_rows        out = A x for A by rows                       256 threads, 8 a row                                SparseFactorTest
//
// Q = 1 or 8 vectors at once. bytes and operations: a pair takes 3 d flops and a square root in product_radial, 7 d in
// product_affine (7 d in product_arc, with an arc tangent and a square root), about ten more for the formula, and 2 Q for the sums;
// a block reads 8 (d + Q) bytes a source for its 128 targets, and 8 d a target for each group of 8 sources, from the first cache.
// All of it is float64, so that arithmetic bounds it, not memory. sum_chunks: 8 (chunks + 1) bytes a target, chunks additions.
// sparse_rows: 12 bytes an entry and the entry of x, 2 flops.
//
// Deterministic: a thread owns a target and adds the sources of a chunk in their order; chunks, whose length depends on the number
// of sources alone, are added in their order.

constexpr int TARGETS = 128;
constexpr int GROUP = 8;        // sources whose distances are summed at once, in registers
constexpr int NUMBERS = 1024;   // coordinates of a tile of sources
constexpr int MOST_VECTORS = 8;

struct Vectors {
    double* vector[MOST_VECTORS];
};

struct Pairs {
    const double* x; // targets, (d, targets)
    const double* z; // sources, (d, sources)
    int targets;
    int sources;
    int dimension;
    int tile;  // sources of a tile, a multiple of GROUP: GROUP where not all of a tile's coordinates are there at once
    int chunk; // sources of a block
    int first; // target of this launch
    int rows;  // its targets
    int unused;
    double parameter[6];
};

struct Radial {
    double uu = 0.0;
    __device__ void add(double x, double z) {
        const double u = x - z;
        uu += u * u;
    }
    __device__ double value(const double* p, double) const { return sqrt(uu) * (p[1] + p[0] * uu); }
};

struct Affine {
    double uu = 0.0, dot = 0.0, sum = 0.0;
    __device__ void add(double x, double z) {
        const double u = x - z;
        uu += u * u;
        dot += x * z;
        sum += x + z;
    }
    __device__ double value(const double* p, double) const {
        return sqrt(uu) * ((1.0 + p[2] * dot) * p[1] + p[0] * uu) + (p[3] + p[4] * sum + p[5] * dot);
    }
};

struct ArcCosine {
    double uu = 0.0, dot = 0.0, xu = 0.0;
    __device__ void add(double x, double z) {
        const double u = z - x;
        uu += u * u;
        dot += x * z;
        xu += x * u;
    }
    // The area through u: near theta = 0 the difference of squares would cancel.
    __device__ double value(const double* p, double xx) const {
        const double pi = 3.14159265358979323846;
        const double gram = p[0] * p[0] * dot + p[1] * p[1];
        const double area = xx * uu - xu * xu;
        const double wedge = p[0] * sqrt(p[1] * p[1] * uu + p[0] * p[0] * (area > 0.0 ? area : 0.0));
        const double angle = (pi - atan2(wedge, gram)) / (2.0 * pi);
        return wedge / (2.0 * pi) + angle * gram + p[2] * (1.0 + dot) * angle;
    }
};

// Calls each(j, K(x_i, z_{first+j})) for this thread's target and the sources of this block's chunk in their order, and before each
// tile of them begin(first, count).
template <class Pair, class Begin, class Each>
static __device__ void over_sources(const Pairs& s, double* coordinates, Begin begin, Each each) {
    const int own = s.first + blockIdx.x * TARGETS + threadIdx.x;
    // Threads beyond the last target do as its thread does.
    const double* x = s.x + (own < s.first + s.rows ? own : s.first + s.rows - 1);
    const int from = blockIdx.y * s.chunk;
    const int to = s.sources - from < s.chunk ? s.sources : from + s.chunk;
    const int most = NUMBERS / s.tile;
    double xx = 0.0;
    for (int a = 0; a < s.dimension; a++) {
        const double v = x[(long long)a * s.targets];
        xx += v * v;
    }
    Pair pair[GROUP];
    for (int first = from; first < to; first += s.tile) {
        const int count = to - first < s.tile ? to - first : s.tile;
        for (int axis = 0; axis < s.dimension; axis += most) {
            const int axes = s.dimension - axis < most ? s.dimension - axis : most;
            __syncthreads();
            for (int e = threadIdx.x; e < axes * s.tile; e += TARGETS) {
                const int j = e % s.tile;
                coordinates[e] = j < count ? s.z[(long long)(axis + e / s.tile) * s.sources + first + j] : 0.0;
            }
            if (axis == 0) {
                begin(first, count);
            }
            __syncthreads();
            for (int g = 0; g < count; g += GROUP) {
                if (axis == 0) {
#pragma unroll
                    for (int k = 0; k < GROUP; k++) {
                        pair[k] = Pair();
                    }
                }
                for (int a = 0; a < axes; a++) {
                    const double v = x[(long long)(axis + a) * s.targets];
#pragma unroll
                    for (int k = 0; k < GROUP; k++) {
                        pair[k].add(v, coordinates[a * s.tile + g + k]);
                    }
                }
                if (axis + axes == s.dimension) {
#pragma unroll
                    for (int k = 0; k < GROUP; k++) {
                        if (g + k < count) {
                            each(g + k, pair[k].value(s.parameter, xx));
                        }
                    }
                }
            }
        }
    }
}

template <class Pair, int Q>
static __device__ void product(double* __restrict__ parts, const Vectors& v, const Pairs& s, double* coordinates,
                               double (*weight)[TARGETS]) {
    double sum[Q];
#pragma unroll
    for (int t = 0; t < Q; t++) {
        sum[t] = 0.0;
    }
    over_sources<Pair>(
        s, coordinates,
        [&](int first, int count) {
            for (int e = threadIdx.x; e < Q * count; e += TARGETS) {
                const double* own = v.vector[e / count];
                weight[e / count][e % count] = own ? own[first + e % count] : 0.0;
            }
        },
        [&](int j, double k) {
#pragma unroll
            for (int t = 0; t < Q; t++) {
                sum[t] += weight[t][j] * k;
            }
        });
    const int row = blockIdx.x * TARGETS + threadIdx.x;
    if (row < s.rows) {
#pragma unroll
        for (int t = 0; t < Q; t++) {
            parts[((long long)blockIdx.y * Q + t) * s.rows + row] = sum[t];
        }
    }
}

#define PRODUCT(name, Pair, Q)                                                                                                \
    extern "C" __global__ void __launch_bounds__(TARGETS, 5)                                                                     \
        product_##name##Q(double* parts, const __grid_constant__ Vectors v, const __grid_constant__ Pairs s) {                \
        __shared__ double coordinates[NUMBERS];                                                                               \
        __shared__ double weight[Q][TARGETS];                                                                                 \
        product<Pair, Q>(parts, v, s, coordinates, weight);                                                                   \
    }

PRODUCT(radial, Radial, 1)
PRODUCT(radial, Radial, 8)
PRODUCT(affine, Affine, 1)
PRODUCT(affine, Affine, 8)
PRODUCT(arc, ArcCosine, 1)
PRODUCT(arc, ArcCosine, 8)

extern "C" __global__ void __launch_bounds__(THREADS)
sum_chunks(const __grid_constant__ Vectors out, const double* __restrict__ parts, int chunks, int vectors, int first, int rows) {
    const int row = blockIdx.x * THREADS + threadIdx.x;
    if (row < rows) {
        double sum = 0.0;
        for (int c = 0; c < chunks; c++) {
            sum += parts[((long long)c * vectors + blockIdx.y) * rows + row];
        }
        out.vector[blockIdx.y][first + row] = sum;
    }
}

constexpr int LANES = 8;

extern "C" __global__ void __launch_bounds__(THREADS)
sparse_rows(double* __restrict__ out, const double* __restrict__ x, const int* __restrict__ starts,
            const int* __restrict__ columns, const double* __restrict__ values, int rows) {
    __shared__ double part[THREADS];
    const int row = blockIdx.x * (THREADS / LANES) + threadIdx.x / LANES;
    double sum = 0.0;
    if (row < rows) {
        for (int e = starts[row] + threadIdx.x % LANES; e < starts[row + 1]; e += LANES) {
            sum += values[e] * x[columns[e]];
        }
    }
    part[threadIdx.x] = sum;
    __syncthreads();
    if (row < rows && threadIdx.x % LANES == 0) {
        for (int lane = 1; lane < LANES; lane++) {
            sum += part[threadIdx.x + lane];
        }
        out[row] = sum;
    }
}
