// Non-uniform transforms of real functions: between points and a periodic grid of M^d numbers, rows of M + 2 of them, by a
// kernel phi of w cells (theory-notes/numerics.md section 1). phi in cell a is a polynomial in t = 2s - 1, s the distance from the
// kernel's left end to the first grid point under it. Grids and phi are double, or float where a name ends in f; coordinates,
// strengths and values are double.
//
// kernel       equation                                    launch                                        oracle
// products     c_f,j = s_j x_ja x_jb                         256 threads, one a point                      SampleTransformsTest
// locate       key of the tile that holds the first cell    256 threads, one a point                      NufftTest
// place        first cells and t, in the order of tiles     256 threads, one a point                      NufftTest
// count_parts  parts of a tile beyond its first             256 threads, one a tile                       CudaDeviceTest
// spread<d>    grid(g) += sum_j c_j prod phi(g_a - x_ja)      256 threads; block (tile or part, field)      NufftTest
// add_parts    grid(g) += parts of its tile, in order        256 threads; block (tile, field)              CudaDeviceTest
// interpolate<d>  h_j = sum_g grid(g) prod phi(g_a - x_ja)    64 threads, one a point; block (.., field)    NufftTest
//
// bytes and operations: locate 8 d + 8 bytes a point, about 10 d flops; place 20 d + 4 bytes (16 d + 4 with float), 10 d
// flops. spread: a point is seen by (1 + (w - 1)/T)^d tiles on average, T their side; each reads its 12 d + 12 bytes, evaluates
// d w polynomials of `terms` steps, and adds d numbers of shared memory multiplied to each cell: 2 d reads of shared memory
// and 2 d - 1 flops for each of 256 cells, 0 where phi does not reach, which costs less than asking. 16 bytes a cell. interpolate: 12 d
// + 12 bytes and 2 w^d flops a point, w^d reads of the grid that neighbours share in the caches.
//
// Deterministic: a thread owns a cell and adds the points in their sorted order, tile after tile; where a tile sees more points than
// one block takes, other blocks take those beyond, part by part, and add_parts adds the parts in their order. Nothing is atomic.

constexpr int WIDEST = 16;
constexpr int BATCH = 32;
constexpr int CELLS = 256;
constexpr int POINTS = 64;
constexpr int MOST_RUNS = 64;

// Cells of a tile on each axis; in one dimension groups of 32 threads share out the points, since phi reaches few cells.
template <int D>
struct Tile {
    static constexpr int groups = D == 1 ? 8 : 1;
    static constexpr int entries = D == 3 ? 20 : 32; // sum of the sides
    static __device__ constexpr int side(int axis) {
        return D == 1 ? 32 : D == 2 ? 16 : axis == 0 ? 4 : 8;
    }
};

struct Shape {
    double side;    // L
    int size;       // M
    int width;      // w
    int terms;      // of a polynomial
    int points;     // n
    int tile[3];    // cells of a tile on each axis
    int tiles[3];   // on each axis
    int split;      // points that one block takes at most
};

// Strengths of moments, x_a x_b for a <= b, and of targets, s x_a, x_0 = 1 and a < fields: one after the other, n of each.
extern "C" __global__ void __launch_bounds__(256)
products(double* __restrict__ moments, double* __restrict__ targets, const double* __restrict__ x, const double* __restrict__ s,
         int n, int d, int fields) {
    const int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= n) {
        return;
    }
    long long moment = i;
    for (int a = 0; a < fields; a++) {
        const double xa = a == 0 ? 1.0 : x[(long long)i * d + a - 1];
        targets[(long long)a * n + i] = xa * s[i];
        for (int b = a; b < fields; b++) {
            moments[moment] = b == 0 ? xa : xa * x[(long long)i * d + b - 1];
            moment += n;
        }
    }
}

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

template <class Real>
static __device__ void place_point(int* __restrict__ cells, Real* __restrict__ within, const int* __restrict__ order,
                                   const double* __restrict__ x, int d, const Shape& s) {
    const int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= s.points) {
        return;
    }
    for (int a = 0; a < d; a++) {
        double t;
        cells[(long long)a * s.points + i] = first_cell(x[(long long)order[i] * d + a], s, &t);
        within[(long long)a * s.points + i] = (Real)t;
    }
}

// phi in a cell of the kernel, by Horner's rule.
template <class Real>
static __device__ Real phi(const Real* __restrict__ polynomials, int terms, int cell, Real t) {
    const Real* c = polynomials + cell * terms;
    Real value = c[terms - 1];
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

// The points that may reach a tile. Tiles that are neighbours on the last axis follow each other in the sorted order: two runs
// of points in each row of them.
struct Around {
    Reach axis[3];
    int runs;
};

static __device__ Around around(int d, const int* tile, const Shape& s) {
    Around all;
    int rows = 1;
    for (int a = 0; a < d; a++) {
        all.axis[a] = reach(tile[a], a, s);
        rows *= a == d - 1 ? 1 : count(all.axis[a]);
    }
    all.runs = 2 * rows;
    return all;
}

// The places of a run's points: from `from` to `to`.
static __device__ void run_of(int d, const Around& all, int r, const int* __restrict__ starts, const Shape& s, int* from,
                              int* to) {
    int row = 0;
    if (d == 2) {
        row = nth(all.axis[0], r / 2);
    } else if (d == 3) {
        const int each = count(all.axis[1]);
        row = nth(all.axis[0], r / 2 / each) * s.tiles[1] + nth(all.axis[1], r / 2 % each);
    }
    const Reach& last = all.axis[d - 1];
    const int* start = starts + (long long)row * s.tiles[d - 1];
    *from = start[r % 2 ? last.high : last.low];
    *to = start[r % 2 ? last.end : last.own + 1];
}

static __device__ void tile_of(int d, int number, const Shape& s, int* tile) {
    for (int a = d - 1; a >= 0; a--) {
        tile[a] = number % s.tiles[a];
        number /= s.tiles[a];
    }
}

// One more than there are tiles, so that exclusive sums end with the total.
extern "C" __global__ void __launch_bounds__(256)
count_parts(int* __restrict__ parts, const int* __restrict__ starts, int d, int tiles, const __grid_constant__ Shape s) {
    const int number = blockIdx.x * 256 + threadIdx.x;
    if (number > tiles) {
        return;
    }
    int seen = 0;
    if (number < tiles) {
        int tile[3];
        tile_of(d, number, s, tile);
        const Around all = around(d, tile, s);
        for (int r = 0; r < all.runs; r++) {
            int from, to;
            run_of(d, all, r, starts, s, &from, &to);
            seen += to - from;
        }
    }
    parts[number] = seen > 0 ? (seen - 1) / s.split : 0;
}

template <class Real>
struct Batch {
    Real value[BATCH][32];  // phi at the tile's cells, axis after axis
    int corner[BATCH][3];   // first cells under phi, counted from the tile's first
    int point[BATCH];       // places in the sorted order
    Real sum[CELLS];
    int end[MOST_RUNS];     // points of runs up to this one
    int from[MOST_RUNS];
    int tile, part;
};

// The cell of the grid that a thread owns; -1 where there is none.
template <int D>
static __device__ long long own_cell(const int* tile, int lane, const Shape& s) {
    int cell[D];
    bool inside = true;
    for (int a = D - 1; a >= 0; a--) {
        cell[a] = tile[a] * Tile<D>::side(a) + lane % Tile<D>::side(a);
        lane /= Tile<D>::side(a);
        inside = inside && cell[a] < s.size;
    }
    long long at = 0;
    for (int a = 0; a < D - 1; a++) {
        at = at * s.size + cell[a];
    }
    return inside ? (D == 1 ? 0 : at * (s.size + 2)) + cell[D - 1] : -1;
}

// Blocks 0 ... tiles - 1 take the first points of each tile and add them to the grid; those that follow take the others,
// and write each part's sums by themselves.
template <class Real, int D>
static __device__ void spread_tile(Real* __restrict__ grids, long long grid_length, Real* __restrict__ sums, int most_parts,
                                   const double* __restrict__ strengths, const int* __restrict__ order,
                                   const int* __restrict__ cells, const Real* __restrict__ within,
                                   const int* __restrict__ starts, const int* __restrict__ parts, int tiles,
                                   const Real* __restrict__ polynomials, const Shape& s, Batch<Real>& batch) {
    constexpr int PER_TILE = CELLS / Tile<D>::groups;
    const int extra = (int)blockIdx.x - tiles;
    if (extra >= 0 && extra >= parts[tiles]) {
        return;
    }
    if (threadIdx.x == 0) {
        batch.tile = blockIdx.x;
        batch.part = 0;
        if (extra >= 0) {
            // The last tile whose parts begin at or before this one.
            int low = 0;
            int high = tiles;
            while (high - low > 1) {
                const int middle = low + (high - low) / 2;
                if (parts[middle] <= extra) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            batch.tile = low;
            batch.part = 1 + extra - parts[low];
        }
    }
    __syncthreads();
    int tile[D];
    tile_of(D, batch.tile, s, tile);
    const Around all = around(D, tile, s);
    const int lane = threadIdx.x % PER_TILE;
    const int group = threadIdx.x / PER_TILE;
    const long long own = own_cell<D>(tile, lane, s);
    int place[D];
    for (int a = D - 1, rest = lane; a >= 0; a--) {
        place[a] = rest % Tile<D>::side(a);
        rest /= Tile<D>::side(a);
        for (int b = 0; b < a; b++) {
            place[a] += Tile<D>::side(b);
        }
    }
    for (int r = threadIdx.x; r < all.runs; r += CELLS) {
        int to;
        run_of(D, all, r, starts, s, &batch.from[r], &to);
        batch.end[r] = to - batch.from[r];
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int r = 1; r < all.runs; r++) {
            batch.end[r] += batch.end[r - 1];
        }
    }
    __syncthreads();
    const int first = batch.part * s.split;
    const int seen = batch.end[all.runs - 1];
    const int last = seen < first + s.split ? seen : first + s.split;
    const double* strength = strengths + (long long)blockIdx.y * s.points;
    // A batch's terms in the precision of the grid, batches in float64: equal terms of many points round alike.
    double sum = 0;
    for (int from = first; from < last; from += BATCH) {
        const int points = last - from < BATCH ? last - from : BATCH;
        if ((int)threadIdx.x < points) {
            int r = 0;
            while (batch.end[r] <= from + (int)threadIdx.x) {
                r++;
            }
            const int p = batch.from[r] + from + threadIdx.x - (r ? batch.end[r - 1] : 0);
            batch.point[threadIdx.x] = p;
            for (int a = 0; a < D; a++) {
                batch.corner[threadIdx.x][a] = cells[(long long)a * s.points + p] - tile[a] * Tile<D>::side(a);
            }
        }
        __syncthreads();
        for (int e = threadIdx.x; e < points * Tile<D>::entries; e += CELLS) {
            const int p = e / Tile<D>::entries;
            int a = 0;
            int c = e % Tile<D>::entries;
            while (c >= Tile<D>::side(a)) {
                c -= Tile<D>::side(a++);
            }
            c -= batch.corner[p][a];
            c += c < 0 ? s.size : 0;
            Real v = 0;
            if (c < s.width) {
                v = phi(polynomials, s.terms, c, within[(long long)a * s.points + batch.point[p]]);
                if (a == 0) {
                    v *= (Real)strength[order[batch.point[p]]];
                }
            }
            batch.value[p][e % Tile<D>::entries] = v;
        }
        __syncthreads();
        Real fresh = 0;
        for (int p = group; p < points; p += Tile<D>::groups) {
            Real product = batch.value[p][place[0]];
#pragma unroll
            for (int a = 1; a < D; a++) {
                product *= batch.value[p][place[a]];
            }
            fresh += product;
        }
        sum += fresh;
        __syncthreads();
    }
    if (Tile<D>::groups > 1) {
        batch.sum[threadIdx.x] = (Real)sum;
        __syncthreads();
        sum = 0;
        for (int g = 0; g < Tile<D>::groups; g++) {
            sum += batch.sum[g * PER_TILE + lane];
        }
    }
    if (group == 0) {
        if (extra >= 0) {
            sums[((long long)blockIdx.y * most_parts + extra) * PER_TILE + lane] = (Real)sum;
        } else if (own >= 0 && last > first) {
            grids[blockIdx.y * grid_length + own] += (Real)sum;
        }
    }
}

template <class Real, int D>
static __device__ void add_tile_parts(Real* __restrict__ grids, long long grid_length, const Real* __restrict__ sums,
                                      int most_parts, const int* __restrict__ parts, const Shape& s) {
    constexpr int PER_TILE = CELLS / Tile<D>::groups;
    const int from = parts[blockIdx.x];
    const int to = parts[blockIdx.x + 1];
    if (from == to || (int)threadIdx.x >= PER_TILE) {
        return;
    }
    int tile[D];
    tile_of(D, blockIdx.x, s, tile);
    const long long own = own_cell<D>(tile, threadIdx.x, s);
    double sum = 0;
    for (int p = from; p < to; p++) {
        sum += sums[((long long)blockIdx.y * most_parts + p) * PER_TILE + threadIdx.x];
    }
    if (own >= 0) {
        grids[blockIdx.y * grid_length + own] += (Real)sum;
    }
}

template <class Real, int D>
static __device__ void interpolate_point(double* __restrict__ values, const Real* __restrict__ grids, long long grid_length,
                                         const int* __restrict__ order, const int* __restrict__ cells,
                                         const Real* __restrict__ within, const Real* __restrict__ polynomials, const Shape& s,
                                         Real (*weight)[WIDEST][POINTS]) {
    const int i = blockIdx.x * POINTS + threadIdx.x;
    if (i >= s.points) {
        return;
    }
    int first[D];
    for (int a = 0; a < D; a++) {
        first[a] = cells[(long long)a * s.points + i];
        const Real t = within[(long long)a * s.points + i];
        for (int c = 0; c < s.width; c++) {
            weight[a][c][threadIdx.x] = phi(polynomials, s.terms, c, t);
        }
    }
    const Real* grid = grids + blockIdx.y * grid_length;
    auto wrapped = [&](int a, int c) { return first[a] + c < s.size ? first[a] + c : first[a] + c - s.size; };
    auto row_sum = [&](long long row) {
        const Real* start = grid + row * (s.size + 2);
        Real sum = 0;
        for (int c = 0; c < s.width; c++) {
            sum += weight[D - 1][c][threadIdx.x] * start[wrapped(D - 1, c)];
        }
        return sum;
    };
    Real sum = 0;
    if constexpr (D == 1) {
        sum = row_sum(0);
    } else if constexpr (D == 2) {
        for (int b = 0; b < s.width; b++) {
            sum += weight[0][b][threadIdx.x] * row_sum(wrapped(0, b));
        }
    } else {
        for (int a = 0; a < s.width; a++) {
            Real plane = 0;
            for (int b = 0; b < s.width; b++) {
                plane += weight[1][b][threadIdx.x] * row_sum((long long)wrapped(0, a) * s.size + wrapped(1, b));
            }
            sum += weight[0][a][threadIdx.x] * plane;
        }
    }
    values[(long long)blockIdx.y * s.points + order[i]] = sum;
}

#define IN_DIMENSION(D, Real, SUFFIX)                                                                                         \
    extern "C" __global__ void __launch_bounds__(CELLS, 4) spread##D##SUFFIX(                                                 \
        Real* grids, long long grid_length, Real* sums, int most_parts, const double* strengths, const int* order,            \
        const int* cells, const Real* within, const int* starts, const int* parts, int tiles, const Real* polynomials,        \
        const __grid_constant__ Shape s) {                                                                                    \
        __shared__ Batch<Real> batch;                                                                                         \
        spread_tile<Real, D>(grids, grid_length, sums, most_parts, strengths, order, cells, within, starts, parts, tiles,     \
                             polynomials, s, batch);                                                                          \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(CELLS) add_parts##D##SUFFIX(                                                 \
        Real* grids, long long grid_length, const Real* sums, int most_parts, const int* parts,                               \
        const __grid_constant__ Shape s) {                                                                                    \
        add_tile_parts<Real, D>(grids, grid_length, sums, most_parts, parts, s);                                              \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(POINTS) interpolate##D##SUFFIX(                                              \
        double* values, const Real* grids, long long grid_length, const int* order, const int* cells, const Real* within,     \
        const Real* polynomials, const __grid_constant__ Shape s) {                                                           \
        /* Each thread reads its own column alone. */                                                                         \
        __shared__ Real weight[D][WIDEST][POINTS];                                                                            \
        interpolate_point<Real, D>(values, grids, grid_length, order, cells, within, polynomials, s, weight);                 \
    }

#define IN_PRECISION(Real, SUFFIX)                                                                                            \
    extern "C" __global__ void __launch_bounds__(256) place##SUFFIX(int* cells, Real* within, const int* order,               \
                                                                    const double* x, int d,                                   \
                                                                    const __grid_constant__ Shape s) {                        \
        place_point<Real>(cells, within, order, x, d, s);                                                                     \
    }                                                                                                                         \
    IN_DIMENSION(1, Real, SUFFIX)                                                                                             \
    IN_DIMENSION(2, Real, SUFFIX)                                                                                             \
    IN_DIMENSION(3, Real, SUFFIX)

IN_PRECISION(double, )
IN_PRECISION(float, f)
