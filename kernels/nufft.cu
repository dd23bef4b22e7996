// Non-uniform transforms of real functions: between points and a periodic grid of M^d numbers, rows of M + 2 of them, by a
// kernel phi of w cells (theory-notes/numerics.md section 1). phi in cell a is a polynomial in t = 2s - 1, s the distance from the
// kernel's left end to the first grid point under it.
//
// kernel       equation                                    launch                                       oracle
// locate       key of the tile that holds the first cell    256 threads, one a point                     NufftTest
// place        first cells and t, in the order of tiles     256 threads, one a point                     NufftTest
// spread<d>    grid(g) += sum_j c_j prod phi(g_a - x_ja)      256 threads, one a cell; block (tile, field)  NufftTest
// interpolate<d>  h_j = sum_g grid(g) prod phi(g_a - x_ja)    64 threads, one a point; block (.., field)    NufftTest
//
// bytes and operations: locate 8 d + 8 bytes a point, about 10 d flops; place 20 d + 4 bytes, 10 d flops. spread: a point's
// 12 d + 12 bytes and its d w polynomials of `terms` steps once for each tile that it may reach, (1 + (w - 1)/T)^d of them on
// average where tiles have T cells a side, and there 256 comparisons and up to 2 d flops; 16 bytes a cell. interpolate: 12 d
// + 12 bytes and 2 w^d flops a point, w^d reads of the grid that neighbours share in the caches.
//
// Deterministic: a thread owns a cell and adds the points in their sorted order, tile after tile; nothing is atomic.

constexpr int WIDEST = 16;
constexpr int BATCH = 32;
constexpr int CELLS = 256;
constexpr int POINTS = 64;

struct Shape {
    double side;    // L
    int size;       // M
    int width;      // w
    int terms;      // of a polynomial
    int points;     // n
    int tile[3];    // cells of a tile on each axis; their product over the d axes is 256
    int tiles[3];   // on each axis
};

// The first cell under the kernel of a coordinate, and t.
static __device__ int first_cell(double x, const Shape& s, double* t) {
    const double periods = x / s.side;
    double left = (periods - floor(periods)) * s.size - s.width / 2.0;
    if (left < 0.0) {
        left += s.size;
    }
    const int cell = (int)ceil(left);
    *t = 2.0 * (cell - left) - 1.0;
    return cell < s.size ? cell : cell - s.size;
}

extern "C" __global__ void __launch_bounds__(256)
locate(int* __restrict__ keys, int* __restrict__ order, const double* __restrict__ x, int d, const __grid_constant__ Shape s) {
    const int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= s.points) {
        return;
    }
    int key = 0;
    for (int a = 0; a < d; a++) {
        double t;
        key = key * s.tiles[a] + first_cell(x[(long long)i * d + a], s, &t) / s.tile[a];
    }
    keys[i] = key;
    order[i] = i;
}

extern "C" __global__ void __launch_bounds__(256)
place(int* __restrict__ cells, double* __restrict__ within, const int* __restrict__ order, const double* __restrict__ x, int d,
      const __grid_constant__ Shape s) {
    const int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= s.points) {
        return;
    }
    for (int a = 0; a < d; a++) {
        double t;
        cells[(long long)a * s.points + i] = first_cell(x[(long long)order[i] * d + a], s, &t);
        within[(long long)a * s.points + i] = t;
    }
}

// phi in a cell of the kernel, by Horner's rule.
static __device__ double phi(const double* __restrict__ polynomials, int terms, int cell, double t) {
    const double* c = polynomials + cell * terms;
    double value = c[terms - 1];
    for (int i = terms - 2; i >= 0; i--) {
        value = value * t + c[i];
    }
    return value;
}

// The tiles on one axis whose points may reach a tile: those from `low` to the tile itself, and past the period those from `high`
// to `end`.
struct Reach {
    int low, own, high, end;
};

static __device__ Reach reach(int tile, int axis, const Shape& s) {
    const int first = tile * s.tile[axis] - s.width + 1;
    Reach r = {first > 0 ? first / s.tile[axis] : 0, tile, s.tiles[axis], s.tiles[axis]};
    if (first < 0) {
        const int wrapped = (first + s.size) / s.tile[axis];
        r.high = wrapped > tile ? wrapped : tile + 1;
    }
    return r;
}

static __device__ int count(const Reach& r) {
    return r.own + 1 - r.low + r.end - r.high;
}

static __device__ int nth(const Reach& r, int i) {
    return i <= r.own - r.low ? r.low + i : r.high + i - (r.own + 1 - r.low);
}

template <int D>
static __device__ void spread_tile(double* __restrict__ grids, long long grid_length, const double* __restrict__ strengths,
                                   const int* __restrict__ order, const int* __restrict__ cells,
                                   const double* __restrict__ within, const int* __restrict__ starts,
                                   const double* __restrict__ polynomials, const Shape& s, double (*value)[D][WIDEST],
                                   int (*corner)[D]) {
    const double* strength = strengths + (long long)blockIdx.y * s.points;

    int tile[D];
    int cell[D];
    int rest = blockIdx.x;
    int lane = threadIdx.x;
    bool inside = true;
    for (int a = D - 1; a >= 0; a--) {
        tile[a] = rest % s.tiles[a];
        rest /= s.tiles[a];
        cell[a] = tile[a] * s.tile[a] + lane % s.tile[a];
        lane /= s.tile[a];
        inside = inside && cell[a] < s.size;
    }
    Reach around[D];
    int rows = 1;
    for (int a = 0; a < D; a++) {
        around[a] = reach(tile[a], a, s);
        rows *= a == D - 1 ? 1 : count(around[a]);
    }
    const Reach& last = around[D - 1];
    double sum = 0.0;
    // Tiles that are neighbours on the last axis follow each other in the sorted order: two runs of points in each row of them.
    for (int r = 0; r < 2 * rows; r++) {
        int row = 0;
        if constexpr (D == 2) {
            row = nth(around[0], r / 2);
        } else if constexpr (D == 3) {
            row = nth(around[0], r / 2 / count(around[1])) * s.tiles[1] + nth(around[1], r / 2 % count(around[1]));
        }
        const int* start = starts + row * s.tiles[D - 1];
        const int from = start[r % 2 ? last.high : last.low];
        const int to = start[r % 2 ? last.end : last.own + 1];
        for (int first = from; first < to; first += BATCH) {
            const int points = to - first < BATCH ? to - first : BATCH;
            for (int e = threadIdx.x; e < points * D * s.width; e += CELLS) {
                const int p = e / (D * s.width);
                const int a = e / s.width % D;
                const int c = e % s.width;
                double v = phi(polynomials, s.terms, c, within[(long long)a * s.points + first + p]);
                if (a == 0) {
                    v *= strength[order[first + p]];
                }
                value[p][a][c] = v;
                if (c == 0) {
                    corner[p][a] = cells[(long long)a * s.points + first + p];
                }
            }
            __syncthreads();
            for (int p = 0; p < points; p++) {
                double product = 1.0;
                bool reached = inside;
#pragma unroll
                for (int a = 0; a < D; a++) {
                    int offset = cell[a] - corner[p][a];
                    offset += offset < 0 ? s.size : 0;
                    reached = reached && offset < s.width;
                    if (reached) {
                        product *= value[p][a][offset];
                    }
                }
                if (reached) {
                    sum += product;
                }
            }
            __syncthreads();
        }
    }
    if (inside) {
        long long at = 0;
        for (int a = 0; a < D - 1; a++) {
            at = at * s.size + cell[a];
        }
        at = (D == 1 ? 0 : at * (s.size + 2)) + cell[D - 1];
        grids[blockIdx.y * grid_length + at] += sum;
    }
}

#define SPREAD(D)                                                                                                             \
    extern "C" __global__ void __launch_bounds__(CELLS, 3) spread##D(                                                         \
        double* grids, long long grid_length, const double* strengths, const int* order, const int* cells,                    \
        const double* within, const int* starts, const double* polynomials, const __grid_constant__ Shape s) {                \
        __shared__ double value[BATCH][D][WIDEST];                                                                            \
        __shared__ int corner[BATCH][D];                                                                                      \
        spread_tile<D>(grids, grid_length, strengths, order, cells, within, starts, polynomials, s, value, corner);           \
    }

SPREAD(1)
SPREAD(2)
SPREAD(3)

template <int D>
static __device__ void interpolate_point(double* __restrict__ values, const double* __restrict__ grids, long long grid_length,
                                         const int* __restrict__ order, const int* __restrict__ cells,
                                         const double* __restrict__ within, const double* __restrict__ polynomials,
                                         const Shape& s, double (*weight)[WIDEST][POINTS]) {
    const int i = blockIdx.x * POINTS + threadIdx.x;
    if (i >= s.points) {
        return;
    }
    int first[D];
    for (int a = 0; a < D; a++) {
        first[a] = cells[(long long)a * s.points + i];
        const double t = within[(long long)a * s.points + i];
        for (int c = 0; c < s.width; c++) {
            weight[a][c][threadIdx.x] = phi(polynomials, s.terms, c, t);
        }
    }
    const double* grid = grids + blockIdx.y * grid_length;
    auto wrapped = [&](int a, int c) { return first[a] + c < s.size ? first[a] + c : first[a] + c - s.size; };
    auto row_sum = [&](long long row) {
        const double* start = grid + row * (s.size + 2);
        double sum = 0.0;
        for (int c = 0; c < s.width; c++) {
            sum += weight[D - 1][c][threadIdx.x] * start[wrapped(D - 1, c)];
        }
        return sum;
    };
    double sum = 0.0;
    if constexpr (D == 1) {
        sum = row_sum(0);
    } else if constexpr (D == 2) {
        for (int b = 0; b < s.width; b++) {
            sum += weight[0][b][threadIdx.x] * row_sum(wrapped(0, b));
        }
    } else {
        for (int a = 0; a < s.width; a++) {
            double plane = 0.0;
            for (int b = 0; b < s.width; b++) {
                plane += weight[1][b][threadIdx.x] * row_sum((long long)wrapped(0, a) * s.size + wrapped(1, b));
            }
            sum += weight[0][a][threadIdx.x] * plane;
        }
    }
    values[(long long)blockIdx.y * s.points + order[i]] = sum;
}

#define INTERPOLATE(D)                                                                                                        \
    extern "C" __global__ void __launch_bounds__(POINTS) interpolate##D(                                                      \
        double* values, const double* grids, long long grid_length, const int* order, const int* cells, const double* within, \
        const double* polynomials, const __grid_constant__ Shape s) {                                                         \
        /* Each thread reads its own column alone. */                                                                         \
        __shared__ double weight[D][WIDEST][POINTS];                                                                          \
        interpolate_point<D>(values, grids, grid_length, order, cells, within, polynomials, s, weight);                       \
    }

INTERPOLATE(1)
INTERPOLATE(2)
INTERPOLATE(3)
