// A two-layer net f_i = s sum_j a_j sigma(z_ij), z_ij = w_j.x_i + b_j (or w_j (x_i + b_j)), of one to three inputs: outputs, and
// the sums over samples that gradients are made of. Nothing of size m n is stored. theory-notes/training.md section 1.
//
// kernel                       equation                                             launch
// net_sums_<act>_<d><real>      out <- [out +] c (G, a S, a T): a gradient or a step  256 threads: lanes x groups, 2 to 8 neurons a thread
// net_outputs_<act>_<d><real>   parts_i <- sum_j a_j sigma(z_ij) over a part          256 threads: lanes x groups, 4 or 8 samples a thread
// net_tangent_<act>_<d><real>   parts_i <- sum_j p sigma(z) + sigma'(z) (u.x_i + v)   the same
// net_residuals                f <- s sum of parts, r <- f - y, sum r^2               256 threads, 32 samples a block
// net_loss                     losses[taken] <- sum r^2, taken <- taken + 1          one block of 256 threads
// net_squares                  the sum of those sums over the blocks                 256 threads
// net_stage_<real>             combinations of a stage, the next of a list           256 threads, a few blocks an SM
// net_adam<real>               a step of Adam                                        256 threads, a few blocks an SM
//
//     S_j = sum_i sigma'(z_ij) r_i,  T_j = sum_i sigma'(z_ij) r_i x_i,  G_j = sum_i sigma(z_ij) r_i  (ReLU: G = w.T + b S)
//
// act: relu, tanh. real: 32 or 64. d: 1, 2, 3. blockIdx.y is the net, where several of one shape are at work: up to 64, what is
// each one's own being a table among the arguments. A net's numbers do not depend on the others.
//
// Operations for a pair of a neuron and a sample, ReLU: outputs d + 1 multiply-adds and a maximum; sums d multiply-adds, a
// comparison and d + 1 predicated additions, and d multiplications for the 2 to 8 pairs of a thread. What a pair needs of the other side comes
// from shared memory, one read of 8 to 16 bytes (float32) for all pairs of a thread, the same for all lanes of a warp.
// Bytes: parameters once, 4 n or 12 n of samples for each block, 8 n for each part.
//
// Deterministic: sums over neurons are carried in float32 over 256 of a thread, then as pairs of float32, and groups and parts are
// added in their order in float64; sums over samples over 256, and those sums again, then groups in their order. Groups and
// parts follow from m and n alone.
//
// Oracle: NetPlanTest (the definition in float64).

constexpr int PART_LANES = 8;  // that add the parts of one sample

// Samples of a thread, of outputs.
template <class Real>
constexpr int SAMPLES_OF = 32 / sizeof(Real);

// Neurons of a thread, of sums: as many as registers hold.
template <class Real, int D>
constexpr int NEURONS_OF = (D == 1 ? 32 : 16) / sizeof(Real);

constexpr int MOST_NETS = 64; // of a launch

// What is each net's own, in the order of the host's numbers of 8 bytes.
template <class Own>
struct Nets {
    Own of[MOST_NETS];

    __device__ const Own& own() const {
        return of[blockIdx.y];
    }
};

// What all nets of a launch share.
struct NetShape {
    int width;     // m
    int dimension; // d
    int inside;    // whether the bias stands inside, d = 1
};

template <class Real>
struct Net {
    const Real* start; // theta_0 (d + 2, m): a, b and each column of w
    const Real* delta; // theta - theta_0, the same
    int width;
    int dimension;
    int inside;

    template <class Own>
    __device__ Net(const Own& own, const NetShape& shape)
        : start(own.start), delta(own.delta), width(shape.width), dimension(shape.dimension), inside(shape.inside) {}

    __device__ long long place(int row, int j) const {
        return (long long)row * width + j;
    }
    __device__ Real at(int row, int j) const {
        return start[place(row, j)] + delta[place(row, j)];
    }
};

// x y + z, rounded once; written out so that every device and the emulated one round alike.
static __device__ float fused(float x, float y, float z) {
    return fmaf(x, y, z);
}
static __device__ double fused(double x, double y, double z) {
    return fma(x, y, z);
}

struct Relu {
    static constexpr bool LINEAR = true;  // sigma(z) = z where sigma'(z) = 1, else both are 0
    static __device__ float value(float z) {
        return fmaxf(z, 0.0f);
    }
    static __device__ double value(double z) {
        return z > 0.0 ? z : 0.0;
    }
};

struct Tanh {
    static constexpr bool LINEAR = false;
    // z P(z^2)/Q(z^2), 4e-7 relative; the same polynomials as org.fprinciple.backend.cpu.FloatTanh.
    static __device__ float value(float argument) {
        const float z = fmaxf(-9.0f, fminf(9.0f, argument));
        const float u = z * z;
        const float p = fused(u, fused(u, fused(u, fused(u, 1.3354454e-08f, 2.0608944e-05f), 0.0034955805f), 0.13381019f), 1.0f);
        const float q = fused(u, fused(u, fused(u, fused(u, 7.7764764e-07f, 0.00032856216f), 0.025876954f), 0.46714336f), 1.0f);
        return __fdividef(z * p, q);
    }
    static __device__ double value(double z) {
        return tanh(z);
    }
};

// A sum of many terms: a pair of float32 by Knuth's two-sum, or one float64.
template <class Real>
struct Carried;

template <>
struct Carried<float> {
    float high = 0.0f, low = 0.0f;
    __device__ void add(float term) {
        const float sum = high + term;
        const float part = sum - high;
        low += (high - (sum - part)) + (term - part);
        high = sum;
    }
    __device__ double value() const {
        return (double)high + low;
    }
};

template <>
struct Carried<double> {
    double sum = 0.0;
    __device__ void add(double term) {
        sum += term;
    }
    __device__ double value() const {
        return sum;
    }
};

// A gradient's entries by the sums of a neuron, times c: added to what is there, or in its place.
template <class Real, class Act, int D>
static __device__ void write_gradient(const Net<Real>& net, Real* out, int add, Real c, int j, Real s, const Real* t, Real g) {
    const Real a = net.at(0, j);
    const Real b = net.at(1, j);
    Real bias = b;
    if (net.inside) {
        // z = w (x + b): dz/dw = x + b, dz/db = w.
        bias *= net.at(2, j);
    }
    if (Act::LINEAR) {
        g = bias * s;
#pragma unroll
        for (int k = 0; k < D; k++) {
            g = fused(net.at(2 + k, j), t[k], g);
        }
    }
    // All is read before the first entry is written: out may be the net's displacement.
    const Real outer = c * a;
    const Real over_b = net.inside ? outer * net.at(2, j) * s : outer * s;
    const long long at_a = net.place(0, j);
    const long long at_b = net.place(1, j);
#pragma unroll
    for (int k = 0; k < D; k++) {
        const long long at_w = net.place(2 + k, j);
        const Real over_w = outer * (net.inside ? t[k] + b * s : t[k]);
        out[at_w] = add ? out[at_w] + over_w : over_w;
    }
    out[at_b] = add ? out[at_b] + over_b : over_b;
    out[at_a] = add ? out[at_a] + c * g : c * g;
}

template <class Real, int D>
struct alignas((D == 1 ? 2 : 4) * sizeof(Real) > 16 ? 16 : (D == 1 ? 2 : 4) * sizeof(Real)) Sample {
    Real x[D];
    Real r;
};

template <class Real, class Act, int D>
static __device__ void sums_of(Real* out, int add, double factor, const Net<Real>& net, const Real* __restrict__ x,
                               const double* __restrict__ r, int n, int groups) {
    constexpr int NEURONS = NEURONS_OF<Real, D>;
    __shared__ Sample<Real, D> samples[THREADS];
    __shared__ Real shares[THREADS];
    const int lanes = THREADS / groups;
    const int lane = threadIdx.x % lanes;
    const int group = threadIdx.x / lanes;
    Real w[NEURONS][D], b[NEURONS], s[NEURONS], t[NEURONS][D], g[NEURONS];
#pragma unroll
    for (int k = 0; k < NEURONS; k++) {
        const int j = (blockIdx.x * NEURONS + k) * lanes + lane;
        const bool there = j < net.width;
        b[k] = there ? net.at(1, j) : 0;
#pragma unroll
        for (int c = 0; c < D; c++) {
            w[k][c] = there ? net.at(2 + c, j) : 0;
            t[k][c] = 0;
        }
        if (net.inside) {
            b[k] *= w[k][0];
        }
        s[k] = 0;
        g[k] = 0;
    }
    for (int from = 0; from < n; from += THREADS) {
        const int i = from + threadIdx.x;
        __syncthreads();
#pragma unroll
        for (int c = 0; c < D; c++) {
            samples[threadIdx.x].x[c] = i < n ? x[(long long)c * n + i] : 0;
        }
        samples[threadIdx.x].r = i < n ? (Real)r[i] : 0;
        __syncthreads();
        Real fresh_s[NEURONS] = {}, fresh_t[NEURONS][D] = {}, fresh_g[NEURONS] = {};
        const int to = n - from < THREADS ? n - from : THREADS;
#pragma unroll 2
        for (int q = group; q < to; q += groups) {
            const Sample<Real, D> sample = samples[q];
            Real product[D];
#pragma unroll
            for (int c = 0; c < D; c++) {
                product[c] = sample.r * sample.x[c];
            }
#pragma unroll
            for (int k = 0; k < NEURONS; k++) {
                Real z = b[k];
#pragma unroll
                for (int c = 0; c < D; c++) {
                    z = fused(w[k][c], sample.x[c], z);
                }
                if (Act::LINEAR) {
                    if (z > 0) {
                        fresh_s[k] += sample.r;
#pragma unroll
                        for (int c = 0; c < D; c++) {
                            fresh_t[k][c] += product[c];
                        }
                    }
                } else {
                    const Real y = Act::value(z);
                    const Real slope = fused(-y, y, (Real)1);
                    fresh_g[k] = fused(y, sample.r, fresh_g[k]);
                    fresh_s[k] = fused(slope, sample.r, fresh_s[k]);
#pragma unroll
                    for (int c = 0; c < D; c++) {
                        fresh_t[k][c] = fused(slope, product[c], fresh_t[k][c]);
                    }
                }
            }
        }
#pragma unroll
        for (int k = 0; k < NEURONS; k++) {
            s[k] += fresh_s[k];
            g[k] += fresh_g[k];
#pragma unroll
            for (int c = 0; c < D; c++) {
                t[k][c] += fresh_t[k][c];
            }
        }
    }
    // For the first group, the sum over all.
    const auto gathered = [&](Real own) {
        if (groups > 1) {
            __syncthreads();
            shares[threadIdx.x] = own;
            __syncthreads();
            if (group == 0) {
                for (int other = 1; other < groups; other++) {
                    own += shares[other * lanes + lane];
                }
            }
        }
        return own;
    };
#pragma unroll
    for (int k = 0; k < NEURONS; k++) {
        s[k] = gathered(s[k]);
        if (!Act::LINEAR) {
            g[k] = gathered(g[k]);
        }
#pragma unroll
        for (int c = 0; c < D; c++) {
            t[k][c] = gathered(t[k][c]);
        }
    }
#pragma unroll
    for (int k = 0; k < NEURONS; k++) {
        const int j = (blockIdx.x * NEURONS + k) * lanes + lane;
        if (group == 0 && j < net.width) {
            write_gradient<Real, Act, D>(net, out, add, (Real)factor, j, s[k], t[k], g[k]);
        }
    }
}

// What a neuron adds to outputs.
template <class Real, class Act, int D>
struct alignas(16) Neuron {
    Real w[D], b, a;

    __device__ void load(const Net<Real>& net, const Real*, int j) {
        a = net.at(0, j);
        b = net.at(1, j);
        for (int c = 0; c < D; c++) {
            w[c] = net.at(2 + c, j);
        }
        if (net.inside) {
            b *= w[0];
        }
        // A maximum loses NaN: a is none where another parameter is not finite.
        a += 0 * b;
        for (int c = 0; c < D; c++) {
            a += 0 * w[c];
        }
    }
    __device__ Real add_to(Real f, const Real* x) const {
        Real z = b;
#pragma unroll
        for (int c = 0; c < D; c++) {
            z = fused(w[c], x[c], z);
        }
        return fused(a, Act::value(z), f);
    }
};

// What outputs change by where theta moves along `along` = (G, a S, a T): p sigma(z) + sigma'(z) (u.x + v).
template <class Real, class Act, int D>
struct alignas(16) Moving {
    Real w[D], b, p, v, u[D];

    __device__ void load(const Net<Real>& net, const Real* along, int j) {
        const Real a = net.at(0, j);
        b = net.at(1, j);
        p = along[net.place(0, j)];
        v = a * along[net.place(1, j)];
        for (int c = 0; c < D; c++) {
            w[c] = net.at(2 + c, j);
            u[c] = a * along[net.place(2 + c, j)];
        }
        if (net.inside) {
            v = b * u[0] + w[0] * v;
            b *= w[0];
        }
    }
    __device__ Real add_to(Real f, const Real* x) const {
        Real z = b;
        Real slope = v;
#pragma unroll
        for (int c = 0; c < D; c++) {
            z = fused(w[c], x[c], z);
            slope = fused(u[c], x[c], slope);
        }
        if (Act::LINEAR) {
            return z > 0 ? f + fused(p, z, slope) : f;
        }
        const Real y = Act::value(z);
        return f + fused(p, y, fused(-y, y, (Real)1) * slope);
    }
};

// Neurons m part/parts ... of a part; blockIdx.x = tile of samples x parts + part.
template <class Real, class Each, int D>
static __device__ void outputs_of(double* __restrict__ sums, const Net<Real>& net, const Real* along, const Real* __restrict__ x, int n,
                                  int groups, int parts) {
    constexpr int SAMPLES = SAMPLES_OF<Real>;
    __shared__ Each neurons[THREADS];
    __shared__ double shares[THREADS];
    const int lanes = THREADS / groups;
    const int lane = threadIdx.x % lanes;
    const int group = threadIdx.x / lanes;
    const int part = blockIdx.x % parts;
    const int first = blockIdx.x / parts * (lanes * SAMPLES) + lane;
    const int begin = (int)((long long)net.width * part / parts);
    const int end = (int)((long long)net.width * (part + 1) / parts);
    Real input[SAMPLES][D], fresh[SAMPLES];
    Carried<Real> carried[SAMPLES];
#pragma unroll
    for (int k = 0; k < SAMPLES; k++) {
        const int i = first + k * lanes;
#pragma unroll
        for (int c = 0; c < D; c++) {
            input[k][c] = i < n ? x[(long long)c * n + i] : 0;
        }
        fresh[k] = 0;
    }
    int chunks = 0;
    for (int from = begin; from < end; from += THREADS) {
        const int j = from + threadIdx.x;
        __syncthreads();
        if (j < end) {
            neurons[threadIdx.x].load(net, along, j);
        }
        __syncthreads();
        const int to = end - from < THREADS ? end - from : THREADS;
#pragma unroll 2
        for (int q = group; q < to; q += groups) {
            const Each neuron = neurons[q];
#pragma unroll
            for (int k = 0; k < SAMPLES; k++) {
                fresh[k] = neuron.add_to(fresh[k], input[k]);
            }
        }
        if (++chunks == groups || from + THREADS >= end) {
            chunks = 0;
#pragma unroll
            for (int k = 0; k < SAMPLES; k++) {
                carried[k].add(fresh[k]);
                fresh[k] = 0;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < SAMPLES; k++) {
        double sum = carried[k].value();
        if (groups > 1) {
            __syncthreads();
            shares[threadIdx.x] = sum;
            __syncthreads();
            for (int other = 1; group == 0 && other < groups; other++) {
                sum += shares[other * lanes + lane];
            }
        }
        const int i = first + k * lanes;
        if (group == 0 && i < n) {
            sums[(long long)part * n + i] = sum;
        }
    }
}

struct Residuals {
    double *f, *r, *squares; // squares of each block
    const double *sums, *y;
    double factor;
};

// f_i <- factor times the sum over parts; where y is given r <- f - y, and squares[block] = sum r^2.
extern "C" __global__ void __launch_bounds__(THREADS)
net_residuals(const __grid_constant__ Nets<Residuals> nets, int n, int parts) {
    __shared__ double shares[THREADS];
    const Residuals own = nets.own();
    constexpr int BLOCK = THREADS / PART_LANES;
    const int place = threadIdx.x % BLOCK;
    const int i = blockIdx.x * BLOCK + place;
    double sum = 0.0;
    for (int part = threadIdx.x / BLOCK; part < parts && i < n; part += PART_LANES) {
        sum += own.sums[(long long)part * n + i];
    }
    shares[threadIdx.x] = sum;
    __syncthreads();
    double square = 0.0;
    if (threadIdx.x < BLOCK && i < n) {
        for (int other = 1; other < PART_LANES; other++) {
            sum += shares[other * BLOCK + place];
        }
        const double value = own.factor * sum;
        own.f[i] = value;
        if (own.y) {
            // Not contracted with the product.
            const double residual = __dadd_rn(value, -own.y[i]);
            own.r[i] = residual;
            square = residual * residual;
        }
    }
    __syncthreads();
    square = block_sum(square);
    if (own.y && threadIdx.x == 0) {
        own.squares[blockIdx.x] = square;
    }
}

struct Loss {
    double* losses;
    int* taken;
    const double* squares;
};

// Of the blocks of net_residuals, behind those of the steps before; a counter on the device, so that a graph can be repeated.
extern "C" __global__ void __launch_bounds__(THREADS)
net_loss(const __grid_constant__ Nets<Loss> nets, int blocks) {
    const Loss own = nets.own();
    const double sum = sum_of(own.squares, blocks);
    if (threadIdx.x == 0) {
        own.losses[*own.taken] = sum;
        *own.taken += 1;
    }
}

struct Squares {
    double* sum;
    const double* squares;
};

extern "C" __global__ void __launch_bounds__(THREADS)
net_squares(const __grid_constant__ Nets<Squares> nets, int blocks) {
    const Squares own = nets.own();
    const double sum = sum_of(own.squares, blocks);
    if (threadIdx.x == 0) {
        *own.sum = sum;
    }
}

template <class Real>
struct Moments {
    Real* delta;
    const Real* g;
    Real *first, *second;
    double scaled, root; // rate over 1 - 0.9^step, and 1 over 1 - 0.999^step
};

// Kingma and Ba, arXiv:1412.6980, algorithm 1.
template <class Real>
static __device__ void adam_of(const Moments<Real>& own, int n) {
    for (int i = blockIdx.x * THREADS + threadIdx.x; i < n; i += gridDim.x * THREADS) {
        const Real g = own.g[i];
        const Real first = (Real)0.9 * own.first[i] + (Real)(1 - 0.9) * g;
        const Real second = (Real)0.999 * own.second[i] + (Real)(1 - 0.999) * g * g;
        own.first[i] = first;
        own.second[i] = second;
        own.delta[i] -= (Real)own.scaled * first / ((Real)sqrt(second * (Real)own.root) + (Real)1e-8);
    }
}

// The list and where it has come to, on the device so that a graph can be repeated.
template <class Real>
struct Stages {
    unsigned long long* stage; // the next one's place, the blocks that have seen it, then Turns of each
};

template <class Real>
static __device__ void stage_of(const Stages<Real>& own, int n) {
    __shared__ Turns<Real> turns;
    const unsigned long long* from = reinterpret_cast<const unsigned long long*>(
        reinterpret_cast<const Turns<Real>*>(own.stage + 2) + own.stage[0]);
    constexpr int WORDS = sizeof(turns) / 8;
    for (int k = threadIdx.x; k < WORDS; k += THREADS) {
        reinterpret_cast<unsigned long long*>(&turns)[k] = from[k];
    }
    __syncthreads();
    // The last block moves on: none has still to look.
    if (threadIdx.x == 0 && atomicAdd(own.stage + 1, 1ULL) == gridDim.x - 1) {
        own.stage[1] = 0;
        own.stage[0] += 1;
    }
    combine_in_turn_of(n, turns);
}

// A gradient: out <- [out +] factor times it.
template <class Real>
struct Sums {
    Real* out;
    double factor;
    const Real *start, *delta, *x;
    const double* r;
};

// Outputs, or what they change by along a gradient.
template <class Real>
struct Outputs {
    double* sums;
    const Real *start, *delta, *along, *x;
};

#define NET_KERNELS(ACT, NAME, D, REAL, BITS)                                                                                 \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) net_sums_##NAME##_##D##_##BITS(                                  \
        const __grid_constant__ Nets<Sums<REAL>> nets, const NetShape shape, int add, int n, int groups) {                       \
        const Sums<REAL> own = nets.own();                                                                                    \
        sums_of<REAL, ACT, D>(own.out, add, own.factor, {own, shape}, own.x, own.r, n, groups);                               \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) net_outputs_##NAME##_##D##_##BITS(                               \
        const __grid_constant__ Nets<Outputs<REAL>> nets, const NetShape shape, int n, int groups, int parts) {                  \
        const Outputs<REAL> own = nets.own();                                                                                 \
        outputs_of<REAL, Neuron<REAL, ACT, D>, D>(own.sums, {own, shape}, own.along, own.x, n, groups, parts);                \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) net_tangent_##NAME##_##D##_##BITS(                               \
        const __grid_constant__ Nets<Outputs<REAL>> nets, const NetShape shape, int n, int groups, int parts) {                  \
        const Outputs<REAL> own = nets.own();                                                                                 \
        outputs_of<REAL, Moving<REAL, ACT, D>, D>(own.sums, {own, shape}, own.along, own.x, n, groups, parts);                \
    }

#define NET_KERNELS_OF(REAL, BITS)                                                                                            \
    extern "C" __global__ void __launch_bounds__(THREADS) net_stage_##BITS(                                                   \
        const __grid_constant__ Nets<Stages<REAL>> nets, int n) {                                                             \
        stage_of(nets.own(), n);                                                                                              \
    }                                                                                                                         \
    NET_KERNELS(Relu, relu, 1, REAL, BITS)                                                                                    \
    NET_KERNELS(Relu, relu, 2, REAL, BITS)                                                                                    \
    NET_KERNELS(Relu, relu, 3, REAL, BITS)                                                                                    \
    NET_KERNELS(Tanh, tanh, 1, REAL, BITS)                                                                                    \
    NET_KERNELS(Tanh, tanh, 2, REAL, BITS)                                                                                    \
    NET_KERNELS(Tanh, tanh, 3, REAL, BITS)                                                                                    \
    extern "C" __global__ void __launch_bounds__(THREADS) net_adam_##BITS(                                                    \
        const __grid_constant__ Nets<Moments<REAL>> nets, int n) {                                                            \
        adam_of(nets.own(), n);                                                                                               \
    }

NET_KERNELS_OF(float, 32)
NET_KERNELS_OF(double, 64)
