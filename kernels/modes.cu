// Between the modes |k_a| <= c of a real function, k_d >= 0 (HalfSpectrum), and the half-complex grid of a transform in place of
// M^d real numbers, rows of M + 2 of them.
//
// kernel  equation                                        launch                                         bytes           oracle
// pad     grid[k mod M] <- s_|k_1| ... s_|k_d| f_k, else 0   block (line of the grid, 1024 of its entries)  16 an entry     FftTest
// crop    f_k <- s_|k_1| ... s_|k_d| grid[k mod M]           block (line of modes, 1024 of its entries)     32 a mode       FftTest
// strided  out <- the numbers of v at every step, `width` each    256 threads, one a number                      16 a number     VecTest
//
// The grid is double, or float where a name ends in f; modes are double. s = 1, or the deconvolution of a non-uniform transform (theory-notes/numerics.md section 1): 3 multiplications a mode. Up
// to 256 threads, each for every so many entries.

constexpr int SEGMENT = 1024;

// The factor of the leading axes; the line of modes that a line of the grid stands for, or -1.
static __device__ int line_of_modes(int line, int d, int c, int m, const double* factors, double* factor) {
    int modes = 0;
    int step = 1;
    double product = 1.0;
    for (int a = d - 2; a >= 0; a--) {
        int k = line % m;
        line /= m;
        if (k > m / 2) {
            k -= m;
        }
        if (k < -c || k > c) {
            return -1;
        }
        modes += (k + c) * step;
        step *= 2 * c + 1;
        product *= factors ? factors[k < 0 ? -k : k] : 1.0;
    }
    *factor = product;
    return modes;
}

template <class Real2>
static __device__ void pad_line(Real2* __restrict__ grid, const double2* __restrict__ modes, const double* __restrict__ factors,
                                int d, int c, int m) {
    const int row = m / 2 + 1;
    double factor = 1.0;
    const int line = line_of_modes(blockIdx.x, d, c, m, factors, &factor);
    for (int from = blockIdx.y * SEGMENT; from < row; from += gridDim.y * SEGMENT) {
        const int to = from + SEGMENT < row ? from + SEGMENT : row;
        for (int k = from + threadIdx.x; k < to; k += blockDim.x) {
            Real2 value = {0, 0};
            if (line >= 0 && k <= c) {
                const double s = factors ? factor * factors[k] : 1.0;
                const double2 mode = modes[(long long)line * (c + 1) + k];
                value.x = (decltype(value.x))(s * mode.x);
                value.y = (decltype(value.y))(s * mode.y);
            }
            grid[(long long)blockIdx.x * row + k] = value;
        }
    }
}

template <class Real2>
static __device__ void crop_line(double2* __restrict__ modes, const Real2* __restrict__ grid, const double* __restrict__ factors,
                                 int d, int c, int m) {
    int rest = blockIdx.x;
    long long line = 0;
    long long step = 1;
    double factor = 1.0;
    for (int a = d - 2; a >= 0; a--) {
        const int k = rest % (2 * c + 1) - c;
        rest /= 2 * c + 1;
        line += (k < 0 ? k + m : k) * step;
        step *= m;
        factor *= factors ? factors[k < 0 ? -k : k] : 1.0;
    }
    for (int from = blockIdx.y * SEGMENT; from <= c; from += gridDim.y * SEGMENT) {
        const int to = from + SEGMENT <= c ? from + SEGMENT : c + 1;
        for (int k = from + threadIdx.x; k < to; k += blockDim.x) {
            const double s = factors ? factor * factors[k] : 1.0;
            const Real2 value = grid[line * (m / 2 + 1) + k];
            modes[(long long)blockIdx.x * (c + 1) + k] = make_double2(s * value.x, s * value.y);
        }
    }
}

#define BETWEEN_MODES_AND_GRID(Real2, SUFFIX)                                                                                 \
    extern "C" __global__ void __launch_bounds__(256)                                                                         \
    pad##SUFFIX(Real2* grid, const double2* modes, const double* factors, int d, int c, int m) {                              \
        pad_line(grid, modes, factors, d, c, m);                                                                              \
    }                                                                                                                         \
    extern "C" __global__ void __launch_bounds__(256)                                                                         \
    crop##SUFFIX(double2* modes, const Real2* grid, const double* factors, int d, int c, int m) {                             \
        crop_line(modes, grid, factors, d, c, m);                                                                             \
    }

BETWEEN_MODES_AND_GRID(double2, )
BETWEEN_MODES_AND_GRID(float2, f)

// Lines of modes across the rows of a spectrum, so that the host need not take all of it.
extern "C" __global__ void __launch_bounds__(256)
strided(double* __restrict__ out, const double* __restrict__ v, long long step, int width, int count) {
    const int i = blockIdx.x * 256 + threadIdx.x;
    if (i < width * count) {
        out[i] = v[i / width * step + i % width];
    }
}
