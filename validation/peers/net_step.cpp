// A two-layer ReLU net's training step as a peer of lfp bench.
//
//   net_step dense|plain|sorted M N D THREADS [check]
//
// One full-batch step of gradient descent in float32 on f(x) = sum_j a_j relu(w_j.x + b_j), M neurons, N points in D = 1, 2, 3
// dimensions, loss 1/2 sum_i (f(x_i) - y_i)^2. dense: every neuron at every point, an addition for a multiply-add where a's sign allows it;
// plain: the same by the intrinsics that anyone would take. sorted: D = 1; a neuron is active on a prefix or a
// suffix of the sorted points, so sums over them come from tables, O(M + N) for a step.
// Says {"ready": version}, then answers every line of input with one repetition, {"ms": time of one step}. A repetition starts from
// the same net and lasts about 200 ms: as many steps, back to back, as it takes. check: the first three steps' losses, and no more.
//
// All forms make one pass over the neurons a step: gradient from the last residuals, update, share of the next values of f. So
// threads wait for each other once a step; they spin, for wake-ups would last longer than steps of small nets. Between repetitions
// they are OpenMP's: with OMP_WAIT_POLICY=passive they sleep.
//
//   g++ -O3 -march=native -fopenmp net_step.cpp -o net_step && yes "" | head -7 | ./net_step dense 10000 100 1 2
#include <omp.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <limits>
#include <new>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#ifdef __AVX512F__
#define SIMD "AVX-512"
#else
#define SIMD "no AVX-512"
#endif

using Clock = std::chrono::steady_clock;
constexpr int LANES = 16;
constexpr double REPETITION_MS = 200;

/** Arrays that start on a cache line. */
template <class T>
struct Aligned {
    using value_type = T;
    Aligned() = default;
    template <class U>
    Aligned(const Aligned<U>&) {}
    T* allocate(size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t(64))); }
    void deallocate(T* p, size_t) { ::operator delete(p, std::align_val_t(64)); }
    bool operator==(const Aligned&) const { return true; }
    bool operator!=(const Aligned&) const { return false; }
};
template <class T>
using Array = std::vector<T, Aligned<T>>;
using Floats = Array<float>;

static long roundUp(long n, long to) { return (n + to - 1) / to * to; }

/** The points, and the net that every repetition starts from. torch_step.py draws the same numbers. */
struct Problem {
    int m, n, d;
    std::vector<float> x, y, w, b, a;  // x and w point by point, neuron by neuron
    float rate;

    Problem(int m, int n, int d) : m(m), n(n), d(d), x(size_t(n) * d), y(n), w(size_t(m) * d), b(m), a(m), rate(1e-3f / m) {
        for (float& e : x) e = float(2 * uniform() - 1);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < d; k++) sum += x[size_t(i) * d + k];
            y[i] = float(std::sin(3 * sum));
        }
        for (float& e : w) e = float(normal());
        for (float& e : b) e = float(normal());
        for (float& e : a) e = float(normal() / std::sqrt(double(m)));
    }

  private:
    uint64_t state = 1;

    double uniform() {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return (double(state >> 40) + 0.5) / 16777216.0;
    }

    double normal() {
        const double u = uniform();
        const double v = uniform();
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
    }
};

/** All threads of a team wait here for the last one. Spinning, but not for long where a core is somebody else's. */
class Barrier {
    const int team;
    alignas(64) std::atomic<int> arrived{0};
    alignas(64) std::atomic<unsigned> round{0};

  public:
    explicit Barrier(int team) : team(team) {}

    void wait() {
        const unsigned mine = round.load(std::memory_order_relaxed);
        if (arrived.fetch_add(1, std::memory_order_acq_rel) == team - 1) {
            arrived.store(0, std::memory_order_relaxed);
            round.store(mine + 1, std::memory_order_release);
            return;
        }
        for (int spins = 0; round.load(std::memory_order_acquire) == mine; spins++) {
            if (spins > 100) std::this_thread::yield();
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
    }
};

/** A thread's neurons, whole vectors of them. */
struct Range {
    long from, to;
};

static Range share(long m, int thread, int threads) {
    const long vectors = (m + LANES - 1) / LANES;
    return {vectors * thread / threads * LANES, vectors * (thread + 1) / threads * LANES};
}

// ---------------------------------------------------------------------------------------------------------------- dense

#ifdef __AVX512F__
/** body(width) for a width of 1 to MAX that the compiler knows. */
template <int MAX, class Body>
static void withWidth(int width, Body body) {
    if constexpr (MAX > 1) {
        if (width < MAX) return withWidth<MAX - 1>(width, body);
    }
    body(std::integral_constant<int, MAX>());
}

/** body(first vector, width) for pieces of at most MAX vectors, all about as wide as each other. */
template <int MAX, class Body>
static void evenly(long vectors, Body body) {
    const long pieces = (vectors + MAX - 1) / MAX;
    for (long p = 0; p < pieces; p++) {
        const long from = vectors * p / pieces;
        withWidth<MAX>(int(vectors * (p + 1) / pieces - from), [&](auto width) { body(from, width); });
    }
}

/** One number in every lane. From memory the integers' broadcast is free on Zen 4, where vbroadcastss takes an arithmetic slot. */
template <bool TUNED>
static inline __m512 everywhere(const float* p) {
    if (!TUNED) return _mm512_set1_ps(*p);
    int bits;
    std::memcpy(&bits, p, sizeof bits);
    return _mm512_castsi512_ps(_mm512_set1_epi32(bits));
}

/** max(z, 0), as integers: these have more ports than floats. */
template <bool TUNED>
static inline __m512 relu(__m512 z) {
    if (!TUNED) return _mm512_max_ps(z, _mm512_setzero_ps());
    return _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(z), _mm512_setzero_si512()));
}
#else
/** The compiler's vectors, PARTS for LANES numbers. */
#ifdef __AVX__
constexpr int WIDTH = 8;
#else
constexpr int WIDTH = 4;
#endif
constexpr int PARTS = LANES / WIDTH;
typedef float Vector __attribute__((vector_size(WIDTH * sizeof(float)), may_alias));

static inline Vector& vector(float* p) { return *reinterpret_cast<Vector*>(p); }

static inline Vector everywhere(float value) { return value - Vector{}; }
#endif

template <int D, bool TUNED>
class Dense {
    static constexpr int BLOCK = 512;          // neurons that are updated, then evaluated, before the next ones
    static constexpr int ROW = 2 * D + 1;      // of a sample: x, residual, residual * x
    static constexpr int NEURON_VECTORS = 2;   // at once, in registers: more are slower on Zen 4
    static constexpr int SAMPLE_VECTORS = D == 1 ? 7 : 6;

    /** What only one thread writes. */
    struct alignas(64) Own {
        Floats f[2];      // its neurons' share of f at all points, of this step and of the next one
        Floats rows;      // of all samples
        Floats rising;    // |a| w and |a| b of a block's neurons with a > 0, then of those with a < 0
        Floats falling;
    };

    const Problem& problem;
    const int threads;
    const long n, paddedN, paddedM;
    Floats x, w[D], b, a;
    std::vector<Own> own;

  public:
    double loss = 0;

    Dense(const Problem& p, int threads)
        : problem(p), threads(threads), n(p.n), paddedN(roundUp(p.n, LANES)), paddedM(roundUp(p.m, LANES)),
          x(paddedN * D), b(paddedM), a(paddedM), own(threads) {
        for (long i = 0; i < n; i++)
            for (int k = 0; k < D; k++) x[k * paddedN + i] = p.x[i * D + k];
        for (Floats& e : w) e.resize(paddedM);
        for (Own& o : own) {
            for (Floats& f : o.f) f.resize(paddedN);
            o.rows.resize(n * ROW);
            for (long i = 0; i < n; i++)
                for (int k = 0; k < D; k++) o.rows[i * ROW + k] = p.x[i * D + k];
            o.rising.resize((BLOCK + LANES) * (D + 1));
            o.falling.resize((BLOCK + LANES) * (D + 1));
        }
    }

    /** The first net, and its values. */
    void start(int thread) {
        const Range mine = share(problem.m, thread, threads);
        for (long j = mine.from; j < std::min<long>(mine.to, problem.m); j++) {
            for (int k = 0; k < D; k++) w[k][j] = problem.w[j * D + k];
            b[j] = problem.b[j];
            a[j] = problem.a[j];
        }
        pass(thread, 0, false);
    }

    void step(int thread, int parity) {
        residuals(thread, parity);
        pass(thread, 1 - parity, true);
    }

  private:
    /** Every thread makes all rows for itself: short work, and no second wait for the others (for few threads, that is). */
    void residuals(int thread, int parity) {
        float* row = own[thread].rows.data();
        double sum = 0;
        for (long i = 0; i < n; i++, row += ROW) {
            float r = -problem.y[i];
            for (const Own& o : own) r += o.f[parity][i];
            row[D] = r;
            for (int k = 0; k < D; k++) row[D + 1 + k] = r * row[k];
            sum += double(r) * r;
        }
        if (thread == 0) loss = sum / 2;
    }

    void pass(int thread, int next, bool update) {
        const Range mine = share(problem.m, thread, threads);
        Floats& f = own[thread].f[next];
        std::fill(f.begin(), f.end(), 0.f);
        for (long j = mine.from; j < mine.to; j += BLOCK) {
            const long end = std::min(mine.to, j + BLOCK);
            if (update) descend(own[thread].rows.data(), j, end);
            values(own[thread], j, end, f.data());
        }
    }

#ifdef __AVX512F__
    /** Gradient and update, lanes are neurons. Where z > 0, relu(z) is z: sums of r and of r x over the active points are enough. */
    void descend(const float* rows, long from, long to) {
        evenly<NEURON_VECTORS>((to - from) / LANES, [&](long vector, auto width) {
            constexpr int V = decltype(width)::value;
            const long j = from + vector * LANES;
            const __m512 zero = _mm512_setzero_ps();
            __m512 weight[D][V], bias[V], sum[D + 1][V];
            for (int v = 0; v < V; v++) {
                bias[v] = _mm512_load_ps(&b[j + v * LANES]);
                for (int k = 0; k < D; k++) weight[k][v] = _mm512_load_ps(&w[k][j + v * LANES]);
                for (int k = 0; k <= D; k++) sum[k][v] = zero;
            }
            const float* row = rows;
            for (long i = 0; i < n; i++, row += ROW) {
                __m512 at[D], term[D + 1];
                for (int k = 0; k < D; k++) at[k] = everywhere<TUNED>(row + k);
                for (int k = 0; k <= D; k++) term[k] = everywhere<TUNED>(row + D + k);
                for (int v = 0; v < V; v++) {
                    __m512 z = bias[v];
                    for (int k = 0; k < D; k++) z = _mm512_fmadd_ps(weight[k][v], at[k], z);
                    const __mmask16 active = _mm512_cmp_ps_mask(z, zero, _CMP_GT_OQ);
                    for (int k = 0; k <= D; k++) sum[k][v] = _mm512_mask_add_ps(sum[k][v], active, sum[k][v], term[k]);
                }
            }
            const __m512 rate = _mm512_set1_ps(problem.rate);
            for (int v = 0; v < V; v++) {
                float* out = &a[j + v * LANES];
                const __m512 old = _mm512_load_ps(out);
                const __m512 scale = _mm512_mul_ps(rate, old);
                __m512 gradient = _mm512_mul_ps(bias[v], sum[0][v]);
                for (int k = 0; k < D; k++) {
                    gradient = _mm512_fmadd_ps(weight[k][v], sum[k + 1][v], gradient);
                    _mm512_store_ps(&w[k][j + v * LANES], _mm512_fnmadd_ps(scale, sum[k + 1][v], weight[k][v]));
                }
                _mm512_store_ps(&b[j + v * LANES], _mm512_fnmadd_ps(scale, sum[0][v], bias[v]));
                _mm512_store_ps(out, _mm512_fnmadd_ps(rate, gradient, old));
            }
        });
    }

    /**
     * Lanes are samples. Tuned: a relu(z) is sign(a) relu(|a| z), so that with the neurons sorted by the sign of a one addition makes a
     * term.
     */
    void values(Own& o, long from, long to, float* f) {
        constexpr int STRIDE = BLOCK + LANES;
        long rising = 0, falling = 0;
        if constexpr (TUNED)
        for (long j = from; j < to; j += LANES) {
            const __m512 factor = _mm512_load_ps(&a[j]);
            const __m512 size = _mm512_abs_ps(factor);
            const __mmask16 up = _mm512_cmp_ps_mask(factor, _mm512_setzero_ps(), _CMP_GT_OQ);
            const __mmask16 down = _mm512_cmp_ps_mask(factor, _mm512_setzero_ps(), _CMP_LT_OQ);
            for (int k = 0; k <= D; k++) {
                const __m512 scaled = _mm512_mul_ps(size, _mm512_load_ps(k < D ? &w[k][j] : &b[j]));
                _mm512_storeu_ps(&o.rising[k * STRIDE + rising], _mm512_maskz_compress_ps(up, scaled));
                _mm512_storeu_ps(&o.falling[k * STRIDE + falling], _mm512_maskz_compress_ps(down, scaled));
            }
            rising += __builtin_popcount(up);
            falling += __builtin_popcount(down);
        }
        evenly<SAMPLE_VECTORS>(paddedN / LANES, [&](long vector, auto width) {
            constexpr int V = decltype(width)::value;
            const long i = vector * LANES;
            __m512 at[D][V], sum[V];
            for (int v = 0; v < V; v++) {
                sum[v] = _mm512_load_ps(f + i + v * LANES);
                for (int k = 0; k < D; k++) at[k][v] = _mm512_load_ps(&x[k * paddedN + i + v * LANES]);
            }
            const auto terms = [&](const float* neurons, long j, auto&& add) {
                __m512 weight[D];
                for (int k = 0; k < D; k++) weight[k] = everywhere<TUNED>(TUNED ? neurons + k * STRIDE + j : &w[k][j]);
                const __m512 bias = everywhere<TUNED>(TUNED ? neurons + D * STRIDE + j : &b[j]);
                for (int v = 0; v < V; v++) {
                    __m512 z = bias;
                    for (int k = 0; k < D; k++) z = _mm512_fmadd_ps(weight[k], at[k][v], z);
                    sum[v] = add(sum[v], relu<TUNED>(z));
                }
            };
            if constexpr (!TUNED) {
                for (long j = from; j < to; j++) {
                    const __m512 factor = _mm512_set1_ps(a[j]);
                    terms(nullptr, j, [&](__m512 s, __m512 t) { return _mm512_fmadd_ps(factor, t, s); });
                }
            }
            for (long j = 0; j < rising; j++)
                terms(o.rising.data(), j, [](__m512 s, __m512 t) { return _mm512_add_ps(s, t); });
            for (long j = 0; j < falling; j++)
                terms(o.falling.data(), j, [](__m512 s, __m512 t) { return _mm512_sub_ps(s, t); });
            for (int v = 0; v < V; v++) _mm512_store_ps(f + i + v * LANES, sum[v]);
        });
    }
#else
    void descend(const float* rows, long from, long to) {
        for (long j = from; j < to; j += LANES) {
            Vector weight[D][PARTS], bias[PARTS], sum[D + 1][PARTS] = {};
            for (int v = 0; v < PARTS; v++) {
                bias[v] = vector(&b[j + v * WIDTH]);
                for (int k = 0; k < D; k++) weight[k][v] = vector(&w[k][j + v * WIDTH]);
            }
            const float* row = rows;
            for (long i = 0; i < n; i++, row += ROW) {
                for (int v = 0; v < PARTS; v++) {
                    Vector z = bias[v];
                    for (int k = 0; k < D; k++) z += weight[k][v] * row[k];
                    for (int k = 0; k <= D; k++) sum[k][v] += z > 0 ? everywhere(row[D + k]) : everywhere(0);
                }
            }
            for (int v = 0; v < PARTS; v++) {
                Vector& factor = vector(&a[j + v * WIDTH]);
                const Vector scale = problem.rate * factor;
                Vector gradient = bias[v] * sum[0][v];
                for (int k = 0; k < D; k++) {
                    gradient += weight[k][v] * sum[k + 1][v];
                    vector(&w[k][j + v * WIDTH]) = weight[k][v] - scale * sum[k + 1][v];
                }
                vector(&b[j + v * WIDTH]) = bias[v] - scale * sum[0][v];
                factor -= problem.rate * gradient;
            }
        }
    }

    void values(Own&, long from, long to, float* f) {
        for (long i = 0; i < paddedN; i += LANES) {
            Vector at[D][PARTS], sum[PARTS];
            for (int v = 0; v < PARTS; v++) {
                sum[v] = vector(f + i + v * WIDTH);
                for (int k = 0; k < D; k++) at[k][v] = vector(&x[k * paddedN + i + v * WIDTH]);
            }
            for (long j = from; j < to; j++) {
                for (int v = 0; v < PARTS; v++) {
                    Vector z = everywhere(b[j]);
                    for (int k = 0; k < D; k++) z += w[k][j] * at[k][v];
                    sum[v] += a[j] * (z > 0 ? z : everywhere(0));
                }
            }
            for (int v = 0; v < PARTS; v++) vector(f + i + v * WIDTH) = sum[v];
        }
    }
#endif
};

// --------------------------------------------------------------------------------------------------------------- sorted

class Sorted {
    /** A line's constant term and slope: what changes in f at a point. */
    struct alignas(16) Line {
        double constant, slope;
    };

    struct alignas(64) Own {
        Array<Line> change[2];  // where f changes, of this step and of the next one; change[0] holds for all points
        Floats sums[2];         // of residuals, and of residuals times x: over prefixes, then over suffixes
    };

    const Problem& problem;
    const int threads;
    const int n;
    const int suffixes;       // where they start in the sums
    Floats points, goals;     // sorted, with infinity at the end
    Floats w, b, a;
    Array<int> place;         // a neuron's sums
    Array<int> cells;         // how many points lie in earlier cells; negative, ~, where more than one lies in this one
    float lowest, perCell;
    std::vector<Own> own;

  public:
    double loss = 0;

    Sorted(const Problem& p, int threads)
        : problem(p), threads(threads), n(p.n), suffixes(p.n + 1), points(p.n + 1), goals(p.n), w(roundUp(p.m, LANES)),
          b(w.size()), a(w.size()), place(w.size()), own(threads) {
        std::vector<int> order(n);
        for (int i = 0; i < n; i++) order[i] = i;
        std::sort(order.begin(), order.end(), [&](int i, int j) { return p.x[i] < p.x[j]; });
        for (int i = 0; i < n; i++) {
            points[i] = p.x[order[i]];
            goals[i] = p.y[order[i]];
        }
        points[n] = std::numeric_limits<float>::infinity();
        // Few cells with two points, in as much of the cache as that is worth. Floats hold their numbers.
        cells.resize(std::min({32L * n, std::max(8L * n, 1L << 15), 1L << 23}) + 2);
        lowest = points[0];
        perCell = (cells.size() - 2) / std::max(points[n - 1] - lowest, 1e-30f);
        for (size_t c = 0, i = 0; c < cells.size(); c++) {
            const size_t before = i;
            while (i < size_t(n) && size_t(cell(points[i])) == c) i++;
            cells[c] = i > before + 1 ? ~int(before) : int(before);
        }
        for (Own& o : own) {
            for (auto& c : o.change) c.resize(n + 1 + LANES);
            for (auto& s : o.sums) s.resize(2 * (n + 1));
        }
    }

    void start(int thread) {
        const Range mine = share(problem.m, thread, threads);
        for (long j = mine.from; j < std::min<long>(mine.to, problem.m); j++) {
            w[j] = problem.w[j];
            b[j] = problem.b[j];
            a[j] = problem.a[j];
        }
        pass<false>(thread, 0);
    }

    void step(int thread, int parity) {
        residuals(thread, parity);
        pass<true>(thread, 1 - parity);
    }

  private:
    /** Never decreases with x, so points of earlier cells are smaller. */
    int cell(float x) const {
        const float position = (x - lowest) * perCell;
        return int(std::min(std::max(position, 0.f), float(cells.size() - 1)));
    }

    void residuals(int thread, int parity) {
        Own& o = own[thread];
        float *r0 = o.sums[0].data(), *r1 = o.sums[1].data();
        double constant = 0, slope = 0, sum = 0, sum0 = 0, sum1 = 0;
        for (int i = 0; i < n; i++) {
            for (const Own& other : own) {
                constant += other.change[parity][i].constant;
                slope += other.change[parity][i].slope;
            }
            const double r = constant + slope * points[i] - goals[i];
            sum += r * r;
            sum0 += r;
            sum1 += r * points[i];
            r0[i + 1] = float(sum0);
            r1[i + 1] = float(sum1);
        }
        r0[0] = r1[0] = 0;
        // A suffix is all but a prefix.
        for (int i = 0; i <= n; i++) {
            r0[suffixes + i] = float(sum0 - r0[i]);
            r1[suffixes + i] = float(sum1 - r1[i]);
        }
        if (thread == 0) loss = sum / 2;
    }

#ifdef __AVX512F__
    template <bool UPDATE>
    void pass(int thread, int next) {
        const Range mine = share(problem.m, thread, threads);
        Own& o = own[thread];
        Line* change = o.change[next].data();
        std::fill(change, change + n + 1, Line{0, 0});
        const float *r0 = o.sums[0].data(), *r1 = o.sums[1].data();
        const __m512 zero = _mm512_setzero_ps(), rate = _mm512_set1_ps(problem.rate);
        const __m512 low = _mm512_set1_ps(lowest), scale = _mm512_set1_ps(perCell);
        const __m512 lastCell = _mm512_set1_ps(float(cells.size() - 1));
        const __m512i sign = _mm512_set1_epi32(int(0x80000000u));
        const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        const __m512i nobody = _mm512_add_epi32(lanes, _mm512_set1_epi32(n + 1));
        __m512d allConstant = _mm512_setzero_pd(), allSlope = _mm512_setzero_pd();
        for (long j = mine.from; j < mine.to; j += LANES) {
            __m512 weight = _mm512_load_ps(&w[j]), bias = _mm512_load_ps(&b[j]), factor = _mm512_load_ps(&a[j]);
            if (UPDATE) {
                const __m512i where = _mm512_load_si512(&place[j]);
                const __m512 sum0 = _mm512_i32gather_ps(where, r0, 4), sum1 = _mm512_i32gather_ps(where, r1, 4);
                const __m512 gradient = _mm512_fmadd_ps(weight, sum1, _mm512_mul_ps(bias, sum0));
                const __m512 step = _mm512_mul_ps(rate, factor);
                weight = _mm512_fnmadd_ps(step, sum1, weight);
                bias = _mm512_fnmadd_ps(step, sum0, bias);
                factor = _mm512_fnmadd_ps(rate, gradient, factor);
                _mm512_store_ps(&w[j], weight);
                _mm512_store_ps(&b[j], bias);
                _mm512_store_ps(&a[j], factor);
            }
            // The neuron's kink, and how many points lie before it. Of a NaN max gives 0.
            const __mmask16 left = _mm512_movepi32_mask(_mm512_castps_si512(weight));
            const __m512 kink = _mm512_div_ps(_mm512_sub_ps(zero, bias), weight);
            __m512 position = _mm512_mul_ps(_mm512_sub_ps(kink, low), scale);
            position = _mm512_min_ps(_mm512_max_ps(position, zero), lastCell);
            __m512i before = _mm512_i32gather_epi32(_mm512_cvttps_epi32(position), cells.data(), 4);
            const __mmask16 crowded = _mm512_movepi32_mask(before);
            before = _mm512_mask_xor_epi32(before, crowded, before, _mm512_set1_epi32(-1));
            __mmask16 later = _mm512_cmp_ps_mask(_mm512_i32gather_ps(before, points.data(), 4), kink, _CMP_LT_OQ);
            before = _mm512_mask_add_epi32(before, later, before, _mm512_set1_epi32(1));
            for (later &= crowded; __builtin_expect(later != 0, 0);) {
                const __m512 point = _mm512_mask_i32gather_ps(zero, later, before, points.data(), 4);
                later = _mm512_mask_cmp_ps_mask(later, point, kink, _CMP_LT_OQ);
                before = _mm512_mask_add_epi32(before, later, before, _mm512_set1_epi32(1));
            }
            _mm512_store_si512(&place[j], _mm512_mask_add_epi32(before, _mm512_knot(left), before, _mm512_set1_epi32(suffixes)));

            // Rightward neurons change f from their kink on. Leftward ones are in it for all points, and leave it there.
            const __m512 constant = _mm512_mul_ps(factor, bias), slope = _mm512_mul_ps(factor, weight);
            const __mmask16 first = _mm512_testn_epi32_mask(before, before);
            const __mmask16 all = _mm512_kor(_mm512_kandn(first, left), _mm512_kandn(left, first));
            const __mmask16 outside = _mm512_kor(first, _mm512_cmpeq_epi32_mask(before, _mm512_set1_epi32(n)));
            addTo(allConstant, _mm512_maskz_mov_ps(all, constant));
            addTo(allSlope, _mm512_maskz_mov_ps(all, slope));
            const __m512i turn = _mm512_maskz_mov_epi32(left, sign);
            scatter(change, _mm512_mask_mov_epi32(before, outside, nobody),
                    _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(constant), turn)),
                    _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(slope), turn)));
        }
        change[0].constant += _mm512_reduce_add_pd(allConstant);
        change[0].slope += _mm512_reduce_add_pd(allSlope);
    }

    static inline void addTo(__m512d& sum, __m512 terms) {
        sum = _mm512_add_pd(sum, _mm512_add_pd(_mm512_cvtps_pd(_mm512_castps512_ps256(terms)),
                                               _mm512_cvtps_pd(_mm512_extractf32x8_ps(terms, 1))));
    }

    /** Lanes without a kink between points write what nobody reads, each its own: one place for all would be a chain. */
    static inline void scatter(Line* change, __m512i where, __m512 constant, __m512 slope) {
        alignas(64) int at[LANES];
        alignas(64) float pairs[2 * LANES];
        _mm512_store_si512(at, where);
        // Each 128 bits hold two neighbours: lanes 0 1, 4 5, 8 9, 12 13 first.
        _mm512_store_ps(pairs, _mm512_unpacklo_ps(constant, slope));
        _mm512_store_ps(pairs + LANES, _mm512_unpackhi_ps(constant, slope));
        for (int q = 0; q < LANES; q++) {
            const int lane = q % 8 / 2 * 4 + q % 2 + (q < 8 ? 0 : 2);
            double* line = &change[at[lane]].constant;
            const __m128d term = _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(pairs + 2 * q))));
            _mm_store_pd(line, _mm_add_pd(_mm_load_pd(line), term));
        }
    }
#else
    template <bool UPDATE>
    void pass(int thread, int next) {
        const Range mine = share(problem.m, thread, threads);
        Own& o = own[thread];
        Line* change = o.change[next].data();
        std::fill(change, change + n + 1, Line{0, 0});
        if (UPDATE) {
#pragma omp simd
            for (long j = mine.from; j < mine.to; j++) {
                const float sum0 = o.sums[0][place[j]], sum1 = o.sums[1][place[j]];
                const float gradient = w[j] * sum1 + b[j] * sum0, step = problem.rate * a[j];
                w[j] -= step * sum1;
                b[j] -= step * sum0;
                a[j] -= problem.rate * gradient;
            }
        }
        for (long j = mine.from; j < mine.to; j++) {
            const bool left = std::signbit(w[j]);
            const float kink = -b[j] / w[j];
            const int in = kink == kink ? cells[cell(kink)] : 0;
            int before = in < 0 ? ~in : in;
            while (points[before] < kink && before < n) before++;
            place[j] = left ? before : before + suffixes;
            const double constant = double(a[j]) * b[j], slope = double(a[j]) * w[j];
            if (left) {
                change[0].constant += constant;
                change[0].slope += slope;
            }
            change[before].constant += left ? -constant : constant;
            change[before].slope += left ? -slope : slope;
        }
    }
#endif
};

// ---------------------------------------------------------------------------------------------------------- repetitions

/** Steps from the first net on, back to back: the milliseconds of one. The losses before them, if asked for. */
template <class Net>
static double train(Net& net, int threads, long steps, std::vector<double>* losses = nullptr) {
    Barrier barrier(threads);
    std::chrono::duration<double, std::milli> time{};
#pragma omp parallel num_threads(threads)
    {
        const int thread = omp_get_thread_num();
        net.start(thread);
        barrier.wait();
        const auto began = Clock::now();
        for (long s = 0; s < steps; s++) {
            net.step(thread, int(s % 2));
            barrier.wait();
            if (losses && thread == 0) losses->push_back(net.loss);
        }
        if (thread == 0) time = Clock::now() - began;
    }
    return time.count() / steps;
}

template <class Net>
static int serve(const Problem& problem, int threads, bool check) {
    Net net(problem, threads);
    std::vector<double> losses;
    train(net, threads, check ? 3 : 2, &losses);
    for (double loss : losses) {
        if (check) std::printf("%.7g\n", loss);
        if (!std::isfinite(loss)) {
            std::fprintf(stderr, "a loss is not finite\n");
            return 1;
        }
    }
    if (check) return 0;
    long steps = 1;
    for (double ms = 0; (ms = train(net, threads, steps)) * steps < REPETITION_MS / 2;)
        steps = std::min(16 * steps, std::lround(std::ceil(REPETITION_MS / ms)));

    std::printf("{\"ready\": \"g++ %d.%d.%d, %s\"}\n", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__, SIMD);
    std::fflush(stdout);
    std::vector<double> times;
    for (std::string line; std::getline(std::cin, line);) {
        times.push_back(train(net, threads, steps));
        std::printf("{\"ms\": %.6f}\n", times.back());
        std::fflush(stdout);
    }
    if (!times.empty()) {
        std::sort(times.begin(), times.end());
        std::printf("{\"median_ms\": %.6f}\n", times[times.size() / 2]);
    }
    return 0;
}

template <bool TUNED>
static int dense(const Problem& problem, int threads, bool check) {
    if (problem.d == 1) return serve<Dense<1, TUNED>>(problem, threads, check);
    if (problem.d == 2) return serve<Dense<2, TUNED>>(problem, threads, check);
    return serve<Dense<3, TUNED>>(problem, threads, check);
}

int main(int argc, char** argv) {
    const std::string form = argc > 1 ? argv[1] : "";
    const int d = argc > 4 ? std::atoi(argv[4]) : 0;
    const bool check = argc == 7 && argv[6] == std::string("check");
    if (!(argc == 6 || check) || !(form == "dense" || form == "plain" || form == "sorted") || d < 1 || d > (form == "sorted" ? 1 : 3)
        || std::atoi(argv[2]) < 1 || std::atoi(argv[3]) < 1 || std::atoi(argv[5]) < 1) {
        std::fprintf(stderr, "net_step dense|plain|sorted M N D THREADS [check], D = 1, 2, 3, of sorted 1\n");
        return 2;
    }
    const Problem problem(std::atoi(argv[2]), std::atoi(argv[3]), d);
    const int threads = std::atoi(argv[5]);
    if (form == "sorted") return serve<Sorted>(problem, threads, check);
    return form == "dense" ? dense<true>(problem, threads, check) : dense<false>(problem, threads, check);
}
