// The net of net.cu with any number of inputs: products of matrices in tiles, of which no more than a chunk of neurons is stored.
//
// kernel                  equation                                                   launch: 256 threads; blocks
// tile_slopes_<act><real>   h_ij <- sigma'(z_ij) r_i; over 64 samples sums of h, of sigma(z) r  (128 neurons, 64 samples)
// tile_products<real>      t[slice]_jc <- sum_i h_ij x_ic over a slice of the samples    (128 neurons, 64 inputs, slice)
// tile_gradient_<act><real> out <- [out +] c (G, a S, a T) from those sums              32 neurons
// tile_outputs_<act><real>  parts_i <- sum_j a_j sigma(z_ij) over a part                (64 samples, part)
// tile_tangent_<act><real>  parts_i <- sum_j p sigma(z) + sigma'(z) (u.x_i + v)         the same
//
// A thread holds 8 x 4 entries of a tile of 128 x 64; both factors go through shared memory, eight terms at a time, the next
// eight being read meanwhile: 32 multiply-adds for three reads of 16 bytes (float32). Operations: d multiply-adds a pair each of
// outputs, slopes and products; bytes beside the factors' tiles: h written once and read once for every 64 inputs, two numbers a pair.
//
// blockIdx.y is the net, as in net.cu.
//
// Deterministic: sums over inputs in one order in float32, over samples over 256 and those sums again, over neurons over 128
// of a thread and then in pairs of float32; slices, tiles and parts in their order in float64. Oracle: NetPlanTest (d = 10).

constexpr int TILE_ROWS = 128;   // neurons
constexpr int TILE_COLUMNS = 64; // samples, or inputs
constexpr int TILE_TERMS = 8;
constexpr int OWN_ROWS = 8;
constexpr int OWN_COLUMNS = 4;
constexpr int OTHERS = 16; // threads that have the same rows, or the same columns
constexpr int CARRIED = 256; // terms of one sum in float32
constexpr int COLUMNS_PADDED = TILE_COLUMNS + 4;

// Of a thread's rows, those within the tile: two fours, so that reads of shared memory lie side by side.
static __device__ int own_row(int k) {
    return threadIdx.x / OTHERS * 4 + (k < 4 ? k : TILE_ROWS / 2 - 4 + k);
}
static __device__ int own_column(int k) {
    return threadIdx.x % OTHERS * OWN_COLUMNS + k;
}

template <class Real>
struct TileMemory {
    alignas(16) Real left[TILE_TERMS][TILE_ROWS];
    alignas(16) Real right[TILE_TERMS][COLUMNS_PADDED];
};

// sums_jk += sum of left(term, row j) right(term, column k), terms from .. to - 1. Where terms of the right factor lie side by side
// TERMS_FIRST.
template <bool TERMS_FIRST, class Real, class Left, class Right>
static __device__ void add_product(Real (&sums)[OWN_ROWS][OWN_COLUMNS], TileMemory<Real>& tile, int from, int to, Left left, Right right) {
    constexpr int LEFT_LOADS = TILE_TERMS * TILE_ROWS / THREADS;
    constexpr int RIGHT_LOADS = TILE_TERMS * TILE_COLUMNS / THREADS;
    Real next_left[LEFT_LOADS], next_right[RIGHT_LOADS];
    const auto right_term = [](int q) {
        const int e = threadIdx.x + q * THREADS;
        return TERMS_FIRST ? e % TILE_TERMS : e / TILE_COLUMNS;
    };
    const auto right_column = [](int q) {
        const int e = threadIdx.x + q * THREADS;
        return TERMS_FIRST ? e / TILE_TERMS : e % TILE_COLUMNS;
    };
    const auto read = [&](int first) {
#pragma unroll
        for (int q = 0; q < LEFT_LOADS; q++) {
            const int e = threadIdx.x + q * THREADS;
            const int term = first + e / TILE_ROWS;
            next_left[q] = term < to ? left(term, e % TILE_ROWS) : 0;
        }
#pragma unroll
        for (int q = 0; q < RIGHT_LOADS; q++) {
            const int term = first + right_term(q);
            next_right[q] = term < to ? right(term, right_column(q)) : 0;
        }
    };
    read(from);
    for (int first = from; first < to; first += TILE_TERMS) {
        __syncthreads();
#pragma unroll
        for (int q = 0; q < LEFT_LOADS; q++) {
            const int e = threadIdx.x + q * THREADS;
            tile.left[e / TILE_ROWS][e % TILE_ROWS] = next_left[q];
        }
#pragma unroll
        for (int q = 0; q < RIGHT_LOADS; q++) {
            tile.right[right_term(q)][right_column(q)] = next_right[q];
        }
        __syncthreads();
        if (first + TILE_TERMS < to) {
            read(first + TILE_TERMS);
        }
#pragma unroll
        for (int term = 0; term < TILE_TERMS; term++) {
            Real row[OWN_ROWS], column[OWN_COLUMNS];
#pragma unroll
            for (int j = 0; j < OWN_ROWS; j++) {
                row[j] = tile.left[term][own_row(j)];
            }
#pragma unroll
            for (int k = 0; k < OWN_COLUMNS; k++) {
                column[k] = tile.right[term][own_column(k)];
            }
#pragma unroll
            for (int j = 0; j < OWN_ROWS; j++) {
#pragma unroll
                for (int k = 0; k < OWN_COLUMNS; k++) {
                    sums[j][k] = fused(row[j], column[k], sums[j][k]);
                }
            }
        }
    }
}

// z of a tile of neurons from first_row on (0 from last_row on) and samples from first_column on.
template <class Real>
static __device__ void affine(Real (&z)[OWN_ROWS][OWN_COLUMNS], TileMemory<Real>& tile, const Net<Real>& net, const Real* x, int n,
                              int first_row, int last_row, int first_column) {
#pragma unroll
    for (int j = 0; j < OWN_ROWS; j++) {
        const int row = first_row + own_row(j);
        const Real b = row < last_row ? net.at(1, row) : 0;
#pragma unroll
        for (int k = 0; k < OWN_COLUMNS; k++) {
            z[j][k] = b;
        }
    }
    add_product<false>(
        z, tile, 0, net.dimension,
        [&](int c, int row) { return first_row + row < last_row ? net.at(2 + c, first_row + row) : 0; },
        [&](int c, int column) { return first_column + column < n ? x[(long long)c * n + first_column + column] : 0; });
}

// h (n, stride) of `rows` neurons from `first` on; stride is a multiple of 128. sums (2, tiles of samples, stride): of h, and of sigma r.
template <class Real, class Act>
static __device__ void slopes_of(Real* __restrict__ h, Real* __restrict__ sums, const Net<Real>& net, const Real* __restrict__ x,
                                 const double* __restrict__ r, int n, int first, int rows, int stride) {
    __shared__ TileMemory<Real> tile;
    __shared__ Real shares[2][TILE_ROWS][OTHERS + 1];
    const int row_tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    const int tiles = (n + TILE_COLUMNS - 1) / TILE_COLUMNS;
    const int row = blockIdx.x % row_tiles * TILE_ROWS;
    const int column = blockIdx.x / row_tiles * TILE_COLUMNS;
    Real z[OWN_ROWS][OWN_COLUMNS];
    affine(z, tile, net, x, n, first + row, first + rows, column);
#pragma unroll
    for (int j = 0; j < OWN_ROWS; j++) {
        Real s = 0;
        Real g = 0;
#pragma unroll
        for (int k = 0; k < OWN_COLUMNS; k++) {
            const int i = column + own_column(k);
            const Real residual = i < n ? (Real)r[i] : 0;
            Real slope;
            if (Act::LINEAR) {
                slope = z[j][k] > 0 ? residual : 0;
            } else {
                const Real y = Act::value(z[j][k]);
                slope = fused(-y, y, (Real)1) * residual;
                g = fused(y, residual, g);
            }
            s += slope;
            if (i < n) {
                h[(long long)i * stride + row + own_row(j)] = slope;
            }
        }
        shares[0][own_row(j)][threadIdx.x % OTHERS] = s;
        shares[1][own_row(j)][threadIdx.x % OTHERS] = g;
    }
    __syncthreads();
    const int which = threadIdx.x / TILE_ROWS;
    const int own = threadIdx.x % TILE_ROWS;
    Real sum = 0;
    for (int other = 0; other < OTHERS; other++) {
        sum += shares[which][own][other];
    }
    sums[((long long)which * tiles + column / TILE_COLUMNS) * stride + row + own] = sum;
}

// t (slices, d, stride); blockIdx.x = (slice x tiles of inputs + tile) x tiles of neurons + tile.
template <class Real>
static __device__ void products_of(Real* __restrict__ t, const Real* __restrict__ h, const Real* __restrict__ x, int n, int d, int rows, int stride,
                                   int slices) {
    __shared__ TileMemory<Real> tile;
    const int tiles = (d + TILE_COLUMNS - 1) / TILE_COLUMNS;
    const int row_tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    const int other = blockIdx.x / row_tiles;
    const int slice = other / tiles;
    const int row = blockIdx.x % row_tiles * TILE_ROWS;
    const int column = other % tiles * TILE_COLUMNS;
    const int inputs = d - column;
    h += row;
    x += (long long)column * n;
    t += ((long long)slice * d + column) * stride + row;
    const int begin = (int)((long long)n * slice / slices);
    const int end = (int)((long long)n * (slice + 1) / slices);
    Real total[OWN_ROWS][OWN_COLUMNS] = {};
    for (int from = begin; from < end; from += CARRIED) {
        Real sums[OWN_ROWS][OWN_COLUMNS] = {};
        add_product<true>(
            sums, tile, from, end - from < CARRIED ? end : from + CARRIED,
            [&](int i, int own) { return h[(long long)i * stride + own]; },
            [&](int i, int own) { return own < inputs ? x[(long long)own * n + i] : 0; });
#pragma unroll
        for (int j = 0; j < OWN_ROWS; j++) {
#pragma unroll
            for (int k = 0; k < OWN_COLUMNS; k++) {
                total[j][k] += sums[j][k];
            }
        }
    }
#pragma unroll
    for (int k = 0; k < OWN_COLUMNS; k++) {
        const int c = own_column(k);
#pragma unroll
        for (int j = 0; j < OWN_ROWS && c < inputs; j++) {
            t[(long long)c * stride + own_row(j)] = total[j][k];
        }
    }
}

template <class Real, class Act>
static __device__ void tile_gradient_of(Real* out, int add, double factor, const Net<Real>& net, const Real* __restrict__ t,
                                        const Real* __restrict__ sums, int first, int rows, int stride, int tiles, int slices) {
    __shared__ double shares[THREADS];
    constexpr int LANES = 32;
    constexpr int GROUPS = THREADS / LANES;
    const int lane = threadIdx.x % LANES;
    const int group = threadIdx.x / LANES;
    const int row = blockIdx.x * LANES + lane;
    const int j = first + row;
    // A thread of each group adds some of the tiles, then writes some of the inputs' entries.
    const auto over_tiles = [&](int which) {
        double sum = 0.0;
        for (int tile = group; tile < tiles && row < rows; tile += GROUPS) {
            sum += sums[((long long)which * tiles + tile) * stride + row];
        }
        return sum;
    };
    const auto gathered = [&](double own) {
        __syncthreads();
        shares[threadIdx.x] = own;
        __syncthreads();
        double sum = 0.0;
        for (int other = 0; other < GROUPS; other++) {
            sum += shares[other * LANES + lane];
        }
        return sum;
    };
    const double s = gathered(over_tiles(0));
    double g = Act::LINEAR ? 0.0 : over_tiles(1);
    const Real a = row < rows ? net.at(0, j) : 0;
    const Real b = row < rows ? net.at(1, j) : 0;
    // All have read a and b before the first entry is written: out may be the net's displacement.
    __syncthreads();
    for (int c = group; c < net.dimension && row < rows; c += GROUPS) {
        double sum = 0.0;
        for (int slice = 0; slice < slices; slice++) {
            sum += t[((long long)slice * net.dimension + c) * stride + row];
        }
        if (Act::LINEAR) {
            g += net.at(2 + c, j) * sum;
        }
        const Real over_w = (Real)factor * a * (Real)sum;
        const long long at = net.place(2 + c, j);
        out[at] = add ? out[at] + over_w : over_w;
    }
    g = gathered(g);
    if (group == 0 && row < rows) {
        if (Act::LINEAR) {
            g += b * s;
        }
        const long long at_a = net.place(0, j);
        const long long at_b = net.place(1, j);
        const Real over_a = (Real)factor * (Real)g;
        const Real over_b = (Real)factor * a * (Real)s;
        out[at_a] = add ? out[at_a] + over_a : over_a;
        out[at_b] = add ? out[at_b] + over_b : over_b;
    }
}

// blockIdx.x = tile of samples x parts + part. With `along` = (G, a S, a T) what outputs change by along it.
template <class Real, class Act, bool TANGENT>
static __device__ void tile_outputs_of(const Outputs<Real>& from, const NetShape& shape, int n, int parts) {
    const Net<Real> net(from, shape);
    const Real* const __restrict__ x = from.x;
    const Real* const __restrict__ along = from.along;
    __shared__ TileMemory<Real> tile;
    __shared__ double shares[THREADS / OTHERS][TILE_COLUMNS];
    const int part = blockIdx.x % parts;
    const int column = blockIdx.x / parts * TILE_COLUMNS;
    const int begin = (int)((long long)net.width * part / parts);
    const int end = (int)((long long)net.width * (part + 1) / parts);
    Carried<Real> carried[OWN_COLUMNS];
    Real fresh[OWN_COLUMNS] = {};
    int tiles = 0;
    for (int row = begin; row < end; row += TILE_ROWS) {
        Real z[OWN_ROWS][OWN_COLUMNS];
        affine(z, tile, net, x, n, row, end, column);
        if (TANGENT) {
            Real slope[OWN_ROWS][OWN_COLUMNS];
#pragma unroll
            for (int j = 0; j < OWN_ROWS; j++) {
                const int own = row + own_row(j);
                const Real v = own < end ? along[net.place(1, own)] : 0;
#pragma unroll
                for (int k = 0; k < OWN_COLUMNS; k++) {
                    if (!Act::LINEAR) {
                        // Here, before there are as many slopes to be held.
                        z[j][k] = Act::value(z[j][k]);
                    }
                    slope[j][k] = v;
                }
            }
            add_product<false>(
                slope, tile, 0, net.dimension,
                [&](int c, int own) { return row + own < end ? along[net.place(2 + c, row + own)] : 0; },
                [&](int c, int own) { return column + own < n ? x[(long long)c * n + column + own] : 0; });
#pragma unroll
            for (int j = 0; j < OWN_ROWS; j++) {
                const int own = row + own_row(j);
                const Real a = own < end ? net.at(0, own) : 0;
                const Real p = own < end ? along[net.place(0, own)] : 0;
#pragma unroll
                for (int k = 0; k < OWN_COLUMNS; k++) {
                    if (Act::LINEAR) {
                        fresh[k] += z[j][k] > 0 ? fused(p, z[j][k], a * slope[j][k]) : 0;
                    } else {
                        const Real y = z[j][k];
                        fresh[k] += fused(p, y, fused(-y, y, (Real)1) * a * slope[j][k]);
                    }
                }
            }
        } else {
#pragma unroll
            for (int j = 0; j < OWN_ROWS; j++) {
                const int own = row + own_row(j);
                const Real a = own < end ? net.at(0, own) : 0;
#pragma unroll
                for (int k = 0; k < OWN_COLUMNS; k++) {
                    // A maximum loses NaN, and 0 z has it.
                    fresh[k] = fused(a, fused((Real)0, z[j][k], Act::value(z[j][k])), fresh[k]);
                }
            }
        }
        if (++tiles == TILE_ROWS / OWN_ROWS || row + TILE_ROWS >= end) {
            tiles = 0;
#pragma unroll
            for (int k = 0; k < OWN_COLUMNS; k++) {
                carried[k].add(fresh[k]);
                fresh[k] = 0;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < OWN_COLUMNS; k++) {
        shares[threadIdx.x / OTHERS][own_column(k)] = carried[k].value();
    }
    __syncthreads();
    const int i = column + threadIdx.x;
    if (threadIdx.x < TILE_COLUMNS && i < n) {
        double sum = 0.0;
        for (int other = 0; other < THREADS / OTHERS; other++) {
            sum += shares[other][threadIdx.x];
        }
        from.sums[(long long)part * n + i] = sum;
    }
}

template <class Real>
struct Slopes {
    Real *h, *sums;
    const Real *start, *delta, *x;
    const double* r;
};

template <class Real>
struct Products {
    Real* t;
    const Real *h, *x;
};

template <class Real>
struct TileSums {
    Real* out;
    double factor;
    const Real *start, *delta, *t, *sums;
};

#define TILE_KERNELS(ACT, NAME, REAL, BITS)                                                                                   \
    extern "C" __global__ void __launch_bounds__(THREADS, 1) tile_slopes_##NAME##_##BITS(                                     \
        const __grid_constant__ Nets<Slopes<REAL>> nets, const NetShape shape, int n, int first, int rows, int stride) {         \
        const Slopes<REAL> own = nets.own();                                                                                  \
        slopes_of<REAL, ACT>(own.h, own.sums, {own, shape}, own.x, own.r, n, first, rows, stride);                            \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) tile_gradient_##NAME##_##BITS(                                   \
        const __grid_constant__ Nets<TileSums<REAL>> nets, const NetShape shape, int add, int first, int rows, int stride,       \
        int tiles, int slices) {                                                                                              \
        const TileSums<REAL> own = nets.own();                                                                                \
        tile_gradient_of<REAL, ACT>(own.out, add, own.factor, {own, shape}, own.t, own.sums, first, rows, stride, tiles,      \
                                    slices);                                                                                  \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS, 1) tile_outputs_##NAME##_##BITS(                                    \
        const __grid_constant__ Nets<Outputs<REAL>> nets, const NetShape shape, int n, int parts) {                              \
        tile_outputs_of<REAL, ACT, false>(nets.own(), shape, n, parts);                                                       \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS, 1) tile_tangent_##NAME##_##BITS(                                    \
        const __grid_constant__ Nets<Outputs<REAL>> nets, const NetShape shape, int n, int parts) {                              \
        tile_outputs_of<REAL, ACT, true>(nets.own(), shape, n, parts);                                                        \
    }

#define TILE_KERNELS_OF(REAL, BITS)                                                                                           \
    TILE_KERNELS(Relu, relu, REAL, BITS)                                                                                      \
    TILE_KERNELS(Tanh, tanh, REAL, BITS)                                                                                      \
    extern "C" __global__ void __launch_bounds__(THREADS, 8 / sizeof(REAL)) tile_products_##BITS(                             \
        const __grid_constant__ Nets<Products<REAL>> nets, int n, int d, int rows, int stride, int slices) {                  \
        const Products<REAL> own = nets.own();                                                                                \
        products_of(own.t, own.h, own.x, n, d, rows, stride, slices);                                                         \
    }

TILE_KERNELS_OF(float, 32)
TILE_KERNELS_OF(double, 64)
