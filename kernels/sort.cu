// A stable sort of numbers by small keys, eight bits a pass from the lowest (least significant digit radix sort). Nothing is
// atomic, so equal keys keep their order, and whatever is summed in that order is the same bits in every run.
//
// kernel        what it does                                                   launch                     bytes/number  oracle
// sort_count    counts[digit][block]                                           256 threads, one a number  4 + 4         CudaSortTest
// scan          exclusive sums of 2048 numbers, and their total                256 threads, eight each    8             CudaSortTest
// add_offsets   adds to each 2048 what stands before them                      256 threads, eight each    8             CudaSortTest
// sort_scatter  each number to its place, behind equal digits that came before  256 threads, one a number  16            CudaSortTest
// bin_starts    first place of each key, by halving                            256 threads, one a key     4 log2 n      CudaSortTest
//
// A digit's rank among the 256 of a block is counted by looking at all before it: 256 reads of shared memory that all threads
// share, which costs less than the exchange of a cleverer count.

constexpr int DIGITS = 256;
constexpr int SCAN_EACH = 8;

static __device__ int digit_of(const int* keys, int i, int n, int shift) {
    return i < n ? keys[i] >> shift & DIGITS - 1 : DIGITS;
}

extern "C" __global__ void __launch_bounds__(DIGITS)
sort_count(int* __restrict__ counts, const int* __restrict__ keys, int n, int shift) {
    __shared__ int digits[DIGITS];
    digits[threadIdx.x] = digit_of(keys, blockIdx.x * DIGITS + threadIdx.x, n, shift);
    __syncthreads();
    int count = 0;
    for (int i = 0; i < DIGITS; i++) {
        count += digits[i] == (int)threadIdx.x;
    }
    counts[threadIdx.x * gridDim.x + blockIdx.x] = count;
}

extern "C" __global__ void __launch_bounds__(DIGITS)
sort_scatter(int* __restrict__ keys_out, int* __restrict__ numbers_out, const int* __restrict__ keys,
             const int* __restrict__ numbers, const int* __restrict__ offsets, int n, int shift) {
    __shared__ int digits[DIGITS];
    const int i = blockIdx.x * DIGITS + threadIdx.x;
    const int digit = digit_of(keys, i, n, shift);
    digits[threadIdx.x] = digit;
    __syncthreads();
    if (i < n) {
        int rank = 0;
        for (int j = 0; j < (int)threadIdx.x; j++) {
            rank += digits[j] == digit;
        }
        const int place = offsets[digit * gridDim.x + blockIdx.x] + rank;
        keys_out[place] = keys[i];
        numbers_out[place] = numbers[i];
    }
}

extern "C" __global__ void __launch_bounds__(DIGITS)
scan(int* __restrict__ data, int* __restrict__ totals, int n) {
    __shared__ int sums[DIGITS];
    const int first = (blockIdx.x * DIGITS + threadIdx.x) * SCAN_EACH;
    int own[SCAN_EACH];
    int sum = 0;
#pragma unroll
    for (int e = 0; e < SCAN_EACH; e++) {
        own[e] = first + e < n ? data[first + e] : 0;
        sum += own[e];
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    for (int step = 1; step < DIGITS; step *= 2) {
        const int before = (int)threadIdx.x >= step ? sums[threadIdx.x - step] : 0;
        __syncthreads();
        sums[threadIdx.x] += before;
        __syncthreads();
    }
    int running = sums[threadIdx.x] - sum;
#pragma unroll
    for (int e = 0; e < SCAN_EACH; e++) {
        if (first + e < n) {
            data[first + e] = running;
        }
        running += own[e];
    }
    if (threadIdx.x == DIGITS - 1) {
        totals[blockIdx.x] = sums[threadIdx.x];
    }
}

extern "C" __global__ void __launch_bounds__(DIGITS)
add_offsets(int* __restrict__ data, const int* __restrict__ offsets, int n) {
    const int offset = offsets[blockIdx.x];
    for (int e = 0; e < SCAN_EACH; e++) {
        const int i = (blockIdx.x * SCAN_EACH + e) * DIGITS + threadIdx.x;
        if (i < n) {
            data[i] += offset;
        }
    }
}

extern "C" __global__ void __launch_bounds__(DIGITS)
bin_starts(int* __restrict__ starts, const int* __restrict__ keys, int n, int bins) {
    const int bin = blockIdx.x * DIGITS + threadIdx.x;
    if (bin > bins) {
        return;
    }
    int low = 0;
    int high = n;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (keys[middle] < bin) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    starts[bin] = low;
}
