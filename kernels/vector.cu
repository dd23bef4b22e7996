// Vectors of float64, and of float32 (names that end in 32): what org.fprinciple.backend.Vec promises, sums in float64 and in a
// fixed order, so that the same run gives the same bits.
//
// kernel        equation                       launch                                    numbers/entry   flops/entry   oracle
// combine       out <- [out +] sum_t c_t v_t    256 threads, a few blocks an SM           terms + 1       2 terms       CpuVec
// combine_in_turn  several of them, each seeing what those before it wrote: a vector crosses once   the same   CpuVec
// multiply      out <- u v                      the same                                  3               1             CpuVec
// multiply_add  out <- out + u v                the same                                  4               2             CpuVec
// overlaps      parts[t][block] = sum x v_t, or sum |x v_t|   256 threads, a block for 4096 entries     terms + 1       2 terms       CpuVec
// sum_parts     sums[t] = sum parts[t][.]       256 threads, a block a term               1/4096          1/4096        CpuVec
//
// Overlaps with all terms are taken in one pass over x, which stays in registers: classical Gram-Schmidt reads each basis
// vector twice a step and x twice in all. A launch takes up to 64 terms; the host goes on where there are more.

constexpr int MOST_TERMS = 64;
constexpr int THREADS = 256;
constexpr int ENTRIES = 16; // of a chunk, for each thread

template <class Real>
struct Terms {
    const Real* vector[MOST_TERMS];
    double coefficient[MOST_TERMS];
    long long count;
};

// No restrict: out may be one of the terms.
template <class Real>
static __device__ void combine_of(Real* out, long long n, int accumulate, const Terms<Real>& terms) {
    const long long step = (long long)gridDim.x * THREADS;
    for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < n; i += step) {
        Real sum = accumulate ? out[i] : 0;
        for (int t = 0; t < terms.count; t++) {
            sum += (Real)terms.coefficient[t] * terms.vector[t][i];
        }
        out[i] = sum;
    }
}

constexpr int MOST_TURNS = 8;
constexpr int TURN_TERMS = 4;

template <class Real>
struct Turns {
    Real* out[MOST_TURNS];
    const Real* vector[MOST_TURNS][TURN_TERMS];
    double coefficient[MOST_TURNS][TURN_TERMS];
    int terms[MOST_TURNS];
    long long count;
};

// A thread reads what it has written: no restrict.
template <class Real>
static __device__ void combine_in_turn_of(long long n, const Turns<Real>& turns) {
    const long long step = (long long)gridDim.x * THREADS;
    for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < n; i += step) {
        for (int k = 0; k < turns.count; k++) {
            Real sum = 0;
            for (int t = 0; t < turns.terms[k]; t++) {
                sum += (Real)turns.coefficient[k][t] * turns.vector[k][t][i];
            }
            turns.out[k][i] = sum;
        }
    }
}

template <class Real>
static __device__ void multiply_of(Real* out, long long n, const Real* u, const Real* v) {
    const long long step = (long long)gridDim.x * THREADS;
    for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < n; i += step) {
        out[i] = u[i] * v[i];
    }
}

template <class Real>
static __device__ void multiply_add_of(Real* out, long long n, const Real* u, const Real* v) {
    const long long step = (long long)gridDim.x * THREADS;
    for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < n; i += step) {
        out[i] += u[i] * v[i];
    }
}

// The sum over a block, for thread 0; always added in the same order.
static __device__ double block_sum(double own) {
    __shared__ double all[THREADS];
    all[threadIdx.x] = own;
    __syncthreads();
    double sum = 0.0;
    if (threadIdx.x < 32) {
        for (int i = 0; i < THREADS / 32; i++) {
            sum += all[threadIdx.x + 32 * i];
        }
    }
    __syncthreads();
    if (threadIdx.x < 32) {
        all[threadIdx.x] = sum;
    }
    __syncthreads();
    sum = 0.0;
    if (threadIdx.x == 0) {
        for (int i = 0; i < 32; i++) {
            sum += all[i];
        }
    }
    // Before the next sum is written over this one.
    __syncthreads();
    return sum;
}

template <class Real>
static __device__ void overlaps_of(double* __restrict__ parts, long long n, const Real* __restrict__ x, int absolute,
                                   const Terms<Real>& terms) {
    const long long first = (long long)blockIdx.x * THREADS * ENTRIES + threadIdx.x;
    Real own[ENTRIES];
#pragma unroll
    for (int e = 0; e < ENTRIES; e++) {
        own[e] = first + e * THREADS < n ? x[first + e * THREADS] : 0;
    }
    for (int t = 0; t < terms.count; t++) {
        const Real* v = terms.vector[t];
        double sum = 0.0;
#pragma unroll
        for (int e = 0; e < ENTRIES; e++) {
            if (first + e * THREADS < n) {
                const double product = (double)own[e] * v[first + e * THREADS];
                sum += absolute ? fabs(product) : product;
            }
        }
        sum = block_sum(sum);
        if (threadIdx.x == 0) {
            parts[(long long)t * gridDim.x + blockIdx.x] = sum;
        }
    }
}

#define VECTORS(NAME, REAL)                                                                                                   \
    extern "C" __global__ void __launch_bounds__(THREADS) combine##NAME(                                                      \
        REAL* out, long long n, int accumulate, const __grid_constant__ Terms<REAL> terms) {                                  \
        combine_of(out, n, accumulate, terms);                                                                                \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) combine_in_turn##NAME(                                              \
        long long n, const __grid_constant__ Turns<REAL> turns) {                                                             \
        combine_in_turn_of(n, turns);                                                                                         \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) multiply##NAME(                                                     \
        REAL* out, long long n, const REAL* u, const REAL* v) {                                                               \
        multiply_of(out, n, u, v);                                                                                            \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) multiply_add##NAME(                                                 \
        REAL* out, long long n, const REAL* u, const REAL* v) {                                                               \
        multiply_add_of(out, n, u, v);                                                                                        \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(THREADS) overlaps##NAME(                                                     \
        double* parts, long long n, const REAL* x, int absolute, const __grid_constant__ Terms<REAL> terms) {                 \
        overlaps_of(parts, n, x, absolute, terms);                                                                            \
    }

VECTORS(, double)
VECTORS(32, float)

// The sum of so many numbers, for thread 0 of a block.
static __device__ double sum_of(const double* __restrict__ numbers, int count) {
    double sum = 0.0;
    for (int i = threadIdx.x; i < count; i += THREADS) {
        sum += numbers[i];
    }
    return block_sum(sum);
}

extern "C" __global__ void __launch_bounds__(THREADS)
sum_parts(double* __restrict__ sums, const double* __restrict__ parts, int count) {
    const double sum = sum_of(parts + (long long)blockIdx.x * count, count);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}
