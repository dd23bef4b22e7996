// The ReLU net of net.cu with one input, by sorted samples: O(m log n + n) a step. theory-notes/training.md section 3.
//
// kernel               equation                                                      launch
// line_places_<real>    places_j <- samples before the kink -b/w; largest |offset|, |slope|  256 threads, a few blocks an SM
// line_units           units in which sums of m such terms fit 63 bits; counts <- 0    256 threads, a few blocks an SM
// line_histogram_<real> counts[place] += offset, slope in those units                 256 threads, a few blocks an SM
// line_values          f/s at each sample: sums of all lines that have begun          one block of 256 threads
// line_prefix          sums of r and r x over the samples before each place           one block of 256 threads
// line_gradient_<real>  out <- [out +] c (G, a S, a T) from those sums                 256 threads, a few blocks an SM
//
// A neuron that falls, w < 0, is active on the first k samples, which is place k; one that rises is on all but the first k, place
// n + 1 + k. Operations: log2 n steps of a search a neuron and two atomic additions; bytes: parameters three times.
//
// blockIdx.y is the net, as in net.cu.
//
// Deterministic: sums over neurons are of 64-bit integers, exact in any order, the rounding of a term being 2^-61 m of the largest
// one; sums over samples are in float64, each thread's share in order and the shares in order. Oracle: NetPlanTest.

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
        const Line line = line_of(net, along, j);
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
        const Line line = line_of(net, along, j);
        unsigned long long* place = own + 2LL * places[j];
        atomicAdd(place, (unsigned long long)(long long)rint(line.offset * per_offset));
        atomicAdd(place + 1, (unsigned long long)(long long)rint(line.slope * per_slope));
    }
}

struct Values {
    double* values;
    const unsigned long long* counts;
    const double *units, *x;
    const int* order;
};

// values in the order of the samples as they came: order[k] is the k-th in the order of x.
extern "C" __global__ void __launch_bounds__(THREADS)
line_values(const __grid_constant__ Nets<Values> nets, int n, int copies) {
    __shared__ unsigned long long shares[2][THREADS];
    const Values own = nets.own();
    double* const values = own.values;
    const unsigned long long* const counts = own.counts;
    const double* const units = own.units;
    const double* const x = own.x;
    const int* const order = own.order;
    const auto count = [&](int place, int which) {
        unsigned long long sum = 0;
        for (int copy = 0; copy < copies; copy++) {
            sum += counts[4LL * (n + 1) * copy + 2LL * place + which];
        }
        return sum;
    };
    // At sample k: all that fall with places beyond k, and all that rise with places up to k.
    const int from = (int)((long long)n * threadIdx.x / THREADS);
    const int to = (int)((long long)n * (threadIdx.x + 1) / THREADS);
    unsigned long long sum[2] = {0, 0};
    for (int which = 0; which < 2; which++) {
        // What the thread's samples add to the sums of the samples behind them: k + 1 of the falling end, k of the rising begin.
        for (int k = from; k < to; k++) {
            sum[which] += count(n + 1 + k, which) - count(k + 1, which);
        }
        shares[which][threadIdx.x] = sum[which];
        sum[which] = 0;
        // Those that fall are all there before the first sample, but for places 0.
        for (int k = from; k < to; k++) {
            sum[which] += count(k + 1, which);
        }
    }
    __syncthreads();
    unsigned long long running[2] = {0, 0};
    for (int which = 0; which < 2; which++) {
        for (int other = 0; other < (int)threadIdx.x; other++) {
            running[which] += shares[which][other];
        }
    }
    __syncthreads();
    for (int which = 0; which < 2; which++) {
        shares[which][threadIdx.x] = sum[which];
    }
    __syncthreads();
    for (int which = 0; which < 2; which++) {
        for (int other = 0; other < THREADS; other++) {
            running[which] += shares[which][other];
        }
    }
    for (int k = from; k < to; k++) {
        for (int which = 0; which < 2; which++) {
            running[which] += count(n + 1 + k, which);
        }
        // Units that are infinite make NaN.
        values[order[k]] = (double)(long long)running[0] * units[0] + (double)(long long)running[1] * units[1] * x[k];
        for (int which = 0; which < 2; which++) {
            running[which] -= count(k + 1, which);
        }
    }
}

struct Prefix {
    double* sums; // (n + 1, 2)
    const double *r, *x;
    const int* order;
};

extern "C" __global__ void __launch_bounds__(THREADS)
line_prefix(const __grid_constant__ Nets<Prefix> nets, int n) {
    __shared__ double shares[2][THREADS];
    const Prefix own = nets.own();
    double* const sums = own.sums;
    const double* const r = own.r;
    const double* const x = own.x;
    const int* const order = own.order;
    const int from = (int)((long long)n * threadIdx.x / THREADS);
    const int to = (int)((long long)n * (threadIdx.x + 1) / THREADS);
    double s = 0.0;
    double t = 0.0;
    for (int k = from; k < to; k++) {
        const double residual = r[order[k]];
        s += residual;
        t = fused(residual, x[k], t);
    }
    shares[0][threadIdx.x] = s;
    shares[1][threadIdx.x] = t;
    __syncthreads();
    s = 0.0;
    t = 0.0;
    for (int other = 0; other < (int)threadIdx.x; other++) {
        s += shares[0][other];
        t += shares[1][other];
    }
    for (int k = from; k < to; k++) {
        sums[2 * k] = s;
        sums[2 * k + 1] = t;
        const double residual = r[order[k]];
        s += residual;
        t = fused(residual, x[k], t);
    }
    if (threadIdx.x == THREADS - 1) {
        sums[2 * n] = s;
        sums[2 * n + 1] = t;
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
