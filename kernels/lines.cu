// The ReLU net of net.cu with one input, by sorted samples: O(m log n + n) a step. theory-notes/training.md section 3.
//
// kernel               equation                                                      launch
// line_places_<real>    places_j <- samples before the kink -b/w; largest |offset|, |slope|  256 threads, a few blocks an SM
// line_units           units in which sums of m such terms fit 63 bits; counts <- 0    256 threads, a few blocks an SM
// line_histogram_<real> counts[place] += offset, slope in those units                 256 threads, a few blocks an SM
// line_value_totals    what begins and what ends at the samples of each block         256 threads, 2,048 samples a block at least
// line_values          f/s at each sample: sums of all lines that have begun          the same, up to 1,024 blocks
// line_prefix_totals   sums of r and r x over the samples of each block               the same
// line_prefix          sums of r and r x over the samples before each place           the same
// line_gradient_<real>  out <- [out +] c (G, a S, a T) from those sums                 256 threads, a few blocks an SM
//
// A neuron that falls, w < 0, is active on the first k samples, which is place k; one that rises is on all but the first k, place
// n + 1 + k. Operations: log2 n steps of a search a neuron and two atomic additions; bytes: parameters three times.
//
// blockIdx.y is the net, as in net.cu.
//
// Deterministic: sums over neurons are of 64-bit integers, exact in any order, the rounding of a term being 2^-62 m of the largest
// of a neuron that is active somewhere
// one; sums over samples are in float64, of the blocks before and of the tiles of 256 before, each as a tree. The blocks follow from n alone;
// where there is one only, the totals are not launched. Oracle: NetPlanTest.

struct Line {
    double offset, slope; // what a neuron adds to f/s where it is active
};

template <class Real>
static __device__ double parameter(const Net<Real>& net, int row, int j) {
    return (double)net.start[net.place(row, j)] + net.delta[net.place(row, j)];
}

// With `along` = (G, a S, a T) what outputs change by along it.
template <class Real>
static __device__ Line line_of(const Net<Real>& net, const Real* along, int j) {
    const double a = parameter(net, 0, j);
    const double b = parameter(net, 1, j);
    const double w = parameter(net, 2, j);
    const double bias = net.inside ? b * w : b;
    if (!along) {
        return {a * bias, a * w};
    }
    const double p = along[net.place(0, j)];
    const double u = a * along[net.place(2, j)];
    const double v = a * along[net.place(1, j)];
    return {p * bias + (net.inside ? b * u + w * v : v), p * w + u};
}

static __device__ double finite_size(double x) {
    const double size = fabs(x);
    return size <= 1.7976931348623157e308 ? size : INFINITY;
}

// bounds (2, blocks): the largest |offset| and |slope| of each block, infinite where one is no number.
template <class Real>
static __device__ void places_of(int* __restrict__ places, double* __restrict__ bounds, const Net<Real>& net, const Real* along,
                                 const double* __restrict__ x, int n) {
    __shared__ double largest[2][THREADS];
    double offset = 0.0;
    double slope = 0.0;
    for (int j = blockIdx.x * THREADS + threadIdx.x; j < net.width; j += gridDim.x * THREADS) {
        const double w = parameter(net, 2, j);
        const double b = parameter(net, 1, j);
        // Where w is 0 its sign decides which infinity the kink is; 0/0, active nowhere, becomes one too.
        const double kink = (1e-300 - (net.inside ? b * w : b)) / w;
        const int rises = !signbit(w);
        int low = 0;
        int high = n;
        while (low < high) {
            const int middle = low + (high - low) / 2;
            if (rises ? x[middle] <= kink : x[middle] < kink) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        places[j] = low + rises * (n + 1);
        Line line = line_of(net, along, j);
        if (low == (rises ? n : 0) && finite_size(line.offset) + finite_size(line.slope) < INFINITY) {
            // Active on no sample: the others' unit is not to be as coarse as this one.
            line = {0.0, 0.0};
        }
        offset = fmax(offset, finite_size(line.offset));
        slope = fmax(slope, finite_size(line.slope));
    }
    largest[0][threadIdx.x] = offset;
    largest[1][threadIdx.x] = slope;
    __syncthreads();
    if (threadIdx.x < 2) {
        double most = 0.0;
        for (int i = 0; i < THREADS; i++) {
            most = fmax(most, largest[threadIdx.x][i]);
        }
        bounds[threadIdx.x * gridDim.x + blockIdx.x] = most;
    }
}

struct Units {
    double* units;
    const double* bounds;
    unsigned long long* counts;
};

extern "C" __global__ void __launch_bounds__(THREADS)
line_units(const __grid_constant__ Nets<Units> nets, int width, int blocks, int counts) {
    const Units own = nets.own();
    for (int i = blockIdx.x * THREADS + threadIdx.x; i < counts; i += gridDim.x * THREADS) {
        own.counts[i] = 0;
    }
    if (blockIdx.x == 0 && threadIdx.x < 2) {
        double most = 0.0;
        for (int i = 0; i < blocks; i++) {
            most = fmax(most, own.bounds[threadIdx.x * blocks + i]);
        }
        own.units[threadIdx.x] = most > 0.0 ? most * width * 0x1p-61 : 1.0;
    }
}

// counts (copies, 2 n + 2, 2): several copies, so that few places are not waited for.
template <class Real>
static __device__ void histogram_of(unsigned long long* counts, const int* __restrict__ places, const double* __restrict__ units,
                                    const Net<Real>& net, const Real* along, int n, int copies) {
    unsigned long long* own = counts + 4LL * (n + 1) * (blockIdx.x % copies);
    const double per_offset = 1.0 / units[0];
    const double per_slope = 1.0 / units[1];
    if (!(units[0] + units[1] < INFINITY)) {
        return;
    }
    for (int j = blockIdx.x * THREADS + threadIdx.x; j < net.width; j += gridDim.x * THREADS) {
        if (places[j] == 0 || places[j] == 2 * n + 1) {
            continue;
        }
        const Line line = line_of(net, along, j);
        unsigned long long* place = own + 2LL * places[j];
        atomicAdd(place, (unsigned long long)(long long)rint(line.offset * per_offset));
        atomicAdd(place + 1, (unsigned long long)(long long)rint(line.slope * per_slope));
    }
}

// What is summed for offsets and for slopes.
template <class T>
struct Two {
    T offset, slope;
    __device__ Two operator+(const Two& other) const {
        return {offset + other.offset, slope + other.slope};
    }
};
using Counts = Two<unsigned long long>;

// The sum over the threads of a block before this one, and over all: each time in the same order.
template <class T>
static __device__ Two<T> before_of(Two<T> own, Two<T>* total) {
    __shared__ Two<T> sums[THREADS];
    sums[threadIdx.x] = own;
    for (int apart = 1; apart < THREADS; apart *= 2) {
        __syncthreads();
        const Two<T> other = (int)threadIdx.x >= apart ? sums[threadIdx.x - apart] : Two<T>{0, 0};
        __syncthreads();
        sums[threadIdx.x] = other + sums[threadIdx.x];
    }
    __syncthreads();
    const Two<T> before = threadIdx.x > 0 ? sums[threadIdx.x - 1] : Two<T>{0, 0};
    *total = sums[THREADS - 1];
    __syncthreads();
    return before;
}

// The first sample of a block, a multiple of THREADS; of the block behind the last one n.
static __device__ int line_from(int block, int n) {
    const long long tiles = ((long long)n + THREADS - 1) / THREADS;
    const long long first = tiles * block / gridDim.x * THREADS;
    return first < n ? (int)first : n;
}

static __device__ Counts count_of(const unsigned long long* __restrict__ counts, int place, int n, int copies) {
    Counts sum = {0, 0};
    for (int copy = 0; copy < copies; copy++) {
        const unsigned long long* at = counts + 4LL * (n + 1) * copy + 2LL * place;
        sum = sum + Counts{at[0], at[1]};
    }
    return sum;
}

struct ValueTotals {
    Counts* totals; // (blocks, 2): of the lines that begin at a block's samples, and of those that end behind them
    const unsigned long long* counts;
};

extern "C" __global__ void __launch_bounds__(THREADS)
line_value_totals(const __grid_constant__ Nets<ValueTotals> nets, int n, int copies) {
    const ValueTotals net = nets.own();
    const int to = line_from(blockIdx.x + 1, n);
#pragma unroll 1
    for (int ends = 0; ends < 2; ends++) {
        Counts own = {0, 0};
#pragma unroll 1
        for (int k = line_from(blockIdx.x, n) + threadIdx.x; k < to; k += THREADS) {
            own = own + count_of(net.counts, ends ? k + 1 : n + 1 + k, n, copies);
        }
        Counts sum;
        before_of(own, &sum);
        if (threadIdx.x == 0) {
            net.totals[2 * blockIdx.x + ends] = sum;
        }
    }
}

struct Values {
    double* values;
    const Counts* totals;
    const unsigned long long* counts;
    const double *units, *x;
    const int* order;
};

// values in the order of the samples as they came: order[k] is the k-th in the order of x. At sample k are all that fall with
// places beyond k, and all that rise with places up to k. A single block needs no totals.
extern "C" __global__ void __launch_bounds__(THREADS)
line_values(const __grid_constant__ Nets<Values> nets, int n, int copies) {
    const Values net = nets.own();
    const unsigned long long* const counts = net.counts;
    const int from = line_from(blockIdx.x, n);
    const int to = line_from(blockIdx.x + 1, n);
    Counts own = {0, 0};
    if (gridDim.x == 1) {
        for (int k = threadIdx.x; k < n; k += THREADS) {
            own = own + count_of(counts, k + 1, n, copies);
        }
    } else {
        // What has begun in the blocks before, and what ends in this one or behind it.
        for (int block = threadIdx.x; block < (int)gridDim.x; block += THREADS) {
            own = own + net.totals[2 * block + (block >= (int)blockIdx.x)];
        }
    }
    Counts running;
    before_of(own, &running);
    for (int first = from; first < to; first += THREADS) {
        const int k = first + threadIdx.x;
        const bool there = k < to;
        const Counts begin = there ? count_of(counts, n + 1 + k, n, copies) : Counts{0, 0};
        const Counts end = there ? count_of(counts, k + 1, n, copies) : Counts{0, 0};
        Counts change;
        const Counts at = running + before_of(Counts{begin.offset - end.offset, begin.slope - end.slope}, &change) + begin;
        if (there) {
            // Units that are infinite make NaN.
            net.values[net.order[k]] =
                (double)(long long)at.offset * net.units[0] + (double)(long long)at.slope * net.units[1] * net.x[k];
        }
        running = running + change;
    }
}

struct Prefix {
    Two<double>* sums;   // (n + 1)
    Two<double>* totals; // (blocks): sums of r and r x over a block's samples
    const double *r, *x;
    const int* order;
};

extern "C" __global__ void __launch_bounds__(THREADS)
line_prefix_totals(const __grid_constant__ Nets<Prefix> nets, int n) {
    const Prefix net = nets.own();
    Two<double> own = {0, 0};
    const int to = line_from(blockIdx.x + 1, n);
    for (int k = line_from(blockIdx.x, n) + threadIdx.x; k < to; k += THREADS) {
        const double residual = net.r[net.order[k]];
        own = {own.offset + residual, fused(residual, net.x[k], own.slope)};
    }
    Two<double> sum;
    before_of(own, &sum);
    if (threadIdx.x == 0) {
        net.totals[blockIdx.x] = sum;
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
line_prefix(const __grid_constant__ Nets<Prefix> nets, int n) {
    const Prefix net = nets.own();
    const int to = line_from(blockIdx.x + 1, n);
    Two<double> own = {0, 0};
    for (int block = threadIdx.x; block < (int)blockIdx.x; block += THREADS) {
        own = own + net.totals[block];
    }
    Two<double> running;
    before_of(own, &running);
    for (int first = line_from(blockIdx.x, n); first < to; first += THREADS) {
        const int k = first + threadIdx.x;
        const double residual = k < to ? net.r[net.order[k]] : 0.0;
        Two<double> tile;
        const Two<double> before = before_of(Two<double>{residual, k < to ? residual * net.x[k] : 0.0}, &tile);
        if (k < to) {
            net.sums[k] = running + before;
        }
        running = running + tile;
    }
    if (blockIdx.x == gridDim.x - 1 && threadIdx.x == 0) {
        net.sums[n] = running;
    }
}

template <class Real>
static __device__ void line_gradient_of(Real* out, int add, double factor, const Net<Real>& net, const int* __restrict__ places,
                                        const double* __restrict__ sums, int n) {
    for (int j = blockIdx.x * THREADS + threadIdx.x; j < net.width; j += gridDim.x * THREADS) {
        const int rises = places[j] > n;
        const int k = places[j] - rises * (n + 1);
        const double s = rises ? sums[2 * n] - sums[2 * k] : sums[2 * k];
        const double t = rises ? sums[2 * n + 1] - sums[2 * k + 1] : sums[2 * k + 1];
        const double a = parameter(net, 0, j);
        const double b = parameter(net, 1, j);
        const double w = parameter(net, 2, j);
        const double over[3] = {w * t + (net.inside ? b * w : b) * s, net.inside ? a * w * s : a * s,
                                a * (net.inside ? t + b * s : t)};
#pragma unroll
        for (int row = 0; row < 3; row++) {
            const long long at = net.place(row, j);
            const Real change = (Real)(factor * over[row]);
            out[at] = add ? out[at] + change : change;
        }
    }
}

template <class Real>
struct Kinks {
    int* places;
    double* bounds;
    const Real *start, *delta, *along;
    const double* x;
};

template <class Real>
struct Histogram {
    unsigned long long* counts;
    const int* places;
    const double* units;
    const Real *start, *delta, *along;
};

template <class Real>
struct LineSums {
    Real* out;
    double factor;
    const Real *start, *delta;
    const int* places;
    const double* sums;
};

#define LINE_KERNELS(REAL, BITS)                                                                                              \
    extern "C" __global__ void __launch_bounds__(THREADS) line_places_##BITS(                                                 \
        const __grid_constant__ Nets<Kinks<REAL>> nets, const NetShape shape, int n) {                                           \
        const Kinks<REAL> own = nets.own();                                                                                   \
        places_of<REAL>(own.places, own.bounds, {own, shape}, own.along, own.x, n);                                           \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) line_histogram_##BITS(                                              \
        const __grid_constant__ Nets<Histogram<REAL>> nets, const NetShape shape, int n, int copies) {                           \
        const Histogram<REAL> own = nets.own();                                                                               \
        histogram_of<REAL>(own.counts, own.places, own.units, {own, shape}, own.along, n, copies);                            \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) line_gradient_##BITS(                                               \
        const __grid_constant__ Nets<LineSums<REAL>> nets, const NetShape shape, int add, int n) {                               \
        const LineSums<REAL> own = nets.own();                                                                                \
        line_gradient_of<REAL>(own.out, add, own.factor, {own, shape}, own.places, own.sums, n);                              \
    }

LINE_KERNELS(float, 32)
LINE_KERNELS(double, 64)
