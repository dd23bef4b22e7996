// A symmetric positive definite matrix A (m, m) and its Cholesky factor L, A = L L^T, for many right-hand sides, the rows of X (q, m).
//
// kernel         equation              launch                                          oracle
// solve_lower    X <- X L^-T            256 threads, 32 rows a block                    FactorisedMatrixTest
// solve_upper    X <- X L^-1            the same; after solve_lower X holds X A^-1      FactorisedMatrixTest
// multiply_rows  out = X A              256 threads, a tile of 64 x 64 of out a block   FactorisedMatrixTest
//
// flops: q m^2 in each of the two solves, 2 q m^2 in multiply_rows. bytes: a solve reads L once for each 32 rows (4 m^2 bytes, mostly
// from the second cache) and what it has found of X; multiply_rows reads 8 (1/64 + 1/64) bytes for each multiplication.
//
// Deterministic: an entry is one thread's, which sums in ascending order of the index.

constexpr int SIDE = 32;
constexpr int TILE = 64;
constexpr int DEEP = 16;

// own <- rows of X at the columns of a block of 32, less what the columns that are known give: X_k for k in [from, to), times
// L[column][k], or L[k][column] where UPPER; factor <- the block of L on the diagonal. Threads hold two rows and two columns each.
template <bool UPPER>
static __device__ void subtract_known(const double* x, const double* __restrict__ l, int q, int m, int row, int column,
                                      int from, int to, double (*own)[SIDE + 1], double (*factor)[SIDE + 1],
                                      double (*acc)[2]) {
    const int i = threadIdx.x / 16, j = threadIdx.x % 16;
    for (int a = 0; a < 2; a++) {
        for (int b = 0; b < 2; b++) {
            const int r = row + i + 16 * a, c = column + j + 16 * b;
            acc[a][b] = r < q && c < m ? x[(long long)r * m + c] : 0.0;
        }
    }
    for (int first = from; first < to; first += SIDE) {
        __syncthreads();
        for (int e = threadIdx.x; e < SIDE * SIDE; e += THREADS) {
            const int s = e / SIDE, t = e % SIDE;
            own[s][t] = row + s < q && first + t < to ? x[(long long)(row + s) * m + first + t] : 0.0;
            if constexpr (UPPER) {
                // factor[k][c]
                factor[s][t] = first + s < to && column + t < m ? l[(long long)(first + s) * m + column + t] : 0.0;
            } else {
                factor[t][s] = first + t < to && column + s < m ? l[(long long)(column + s) * m + first + t] : 0.0;
            }
        }
        __syncthreads();
        for (int k = 0; k < SIDE; k++) {
            const double l0 = factor[k][j], l1 = factor[k][j + 16];
            const double x0 = own[i][k], x1 = own[i + 16][k];
            acc[0][0] -= x0 * l0;
            acc[0][1] -= x0 * l1;
            acc[1][0] -= x1 * l0;
            acc[1][1] -= x1 * l1;
        }
    }
    __syncthreads();
    for (int a = 0; a < 2; a++) {
        for (int b = 0; b < 2; b++) {
            own[i + 16 * a][j + 16 * b] = acc[a][b];
        }
    }
    for (int e = threadIdx.x; e < SIDE * SIDE; e += THREADS) {
        const int s = e / SIDE, t = e % SIDE;
        const bool there = column + s < m && column + t < m && t <= s;
        factor[s][t] = there ? l[(long long)(column + s) * m + column + t] : s == t ? 1.0 : 0.0;
    }
    __syncthreads();
}

static __device__ void write_rows(double* x, int q, int m, int row, int column, double (*own)[SIDE + 1]) {
    for (int e = threadIdx.x; e < SIDE * SIDE; e += THREADS) {
        const int s = e / SIDE, t = e % SIDE;
        if (row + s < q && column + t < m) {
            x[(long long)(row + s) * m + column + t] = own[s][t];
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
solve_lower(double* x, const double* __restrict__ l, int q, int m) {
    __shared__ double own[SIDE][SIDE + 1];
    __shared__ double factor[SIDE][SIDE + 1];
    const int row = blockIdx.x * SIDE;
    double acc[2][2];
    for (int column = 0; column < m; column += SIDE) {
        subtract_known<false>(x, l, q, m, row, column, 0, column, own, factor, acc);
        for (int k = 0; k < SIDE; k++) {
            if (threadIdx.x < SIDE) {
                own[threadIdx.x][k] /= factor[k][k];
            }
            __syncthreads();
            for (int e = threadIdx.x; e < SIDE * SIDE; e += THREADS) {
                if (e % SIDE > k) {
                    own[e / SIDE][e % SIDE] -= own[e / SIDE][k] * factor[e % SIDE][k];
                }
            }
            __syncthreads();
        }
        write_rows(x, q, m, row, column, own);
        // Other threads of this block read what was written.
        __syncthreads();
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
solve_upper(double* x, const double* __restrict__ l, int q, int m) {
    __shared__ double own[SIDE][SIDE + 1];
    __shared__ double factor[SIDE][SIDE + 1];
    const int row = blockIdx.x * SIDE;
    double acc[2][2];
    for (int column = (m - 1) / SIDE * SIDE; column >= 0; column -= SIDE) {
        const int known = column + SIDE < m ? column + SIDE : m;
        subtract_known<true>(x, l, q, m, row, column, known, m, own, factor, acc);
        for (int k = SIDE - 1; k >= 0; k--) {
            if (threadIdx.x < SIDE) {
                own[threadIdx.x][k] /= factor[k][k];
            }
            __syncthreads();
            for (int e = threadIdx.x; e < SIDE * SIDE; e += THREADS) {
                if (e % SIDE < k) {
                    own[e / SIDE][e % SIDE] -= own[e / SIDE][k] * factor[k][e % SIDE];
                }
            }
            __syncthreads();
        }
        write_rows(x, q, m, row, column, own);
        __syncthreads();
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
multiply_rows(double* __restrict__ out, const double* __restrict__ x, const double* __restrict__ a, int q, int m) {
    __shared__ double left[DEEP][TILE + 1];
    __shared__ double right[DEEP][TILE];
    const int row = blockIdx.y * TILE, column = blockIdx.x * TILE;
    const int i = threadIdx.x / 16, j = threadIdx.x % 16;
    double sum[4][4];
#pragma unroll
    for (int s = 0; s < 4; s++) {
#pragma unroll
        for (int t = 0; t < 4; t++) {
            sum[s][t] = 0.0;
        }
    }
    for (int first = 0; first < m; first += DEEP) {
        __syncthreads();
        for (int e = threadIdx.x; e < TILE * DEEP; e += THREADS) {
            const int r = e / DEEP, k = e % DEEP;
            left[k][r] = row + r < q && first + k < m ? x[(long long)(row + r) * m + first + k] : 0.0;
            const int d = e / TILE, c = e % TILE;
            right[d][c] = first + d < m && column + c < m ? a[(long long)(first + d) * m + column + c] : 0.0;
        }
        __syncthreads();
#pragma unroll
        for (int k = 0; k < DEEP; k++) {
            double u[4], v[4];
#pragma unroll
            for (int s = 0; s < 4; s++) {
                u[s] = left[k][i + 16 * s];
                v[s] = right[k][j + 16 * s];
            }
#pragma unroll
            for (int s = 0; s < 4; s++) {
#pragma unroll
                for (int t = 0; t < 4; t++) {
                    sum[s][t] += u[s] * v[t];
                }
            }
        }
    }
#pragma unroll
    for (int s = 0; s < 4; s++) {
#pragma unroll
        for (int t = 0; t < 4; t++) {
            const int r = row + i + 16 * s, c = column + j + 16 * t;
            if (r < q && c < m) {
                out[(long long)r * m + c] = sum[s][t];
            }
        }
    }
}
