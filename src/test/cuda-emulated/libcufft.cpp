// cuFFT for the emulated device, by FFTW: the entry points that the CUDA backend calls; build stubs the rest.
#include <fftw3.h>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#define API extern "C" __attribute__((visibility("default"))) int

enum { SUCCESS = 0, INVALID_PLAN = 1, INVALID_TYPE = 3, INVALID_VALUE = 4, EXEC_FAILED = 6, INVALID_SIZE = 8 };
enum { R2C = 0x2a, C2R = 0x2c, D2Z = 0x6a, Z2D = 0x6c };

extern "C" void emulated_finish(); // libcuda.cpp

struct Plan {
    int type = 0;
    std::vector<int> size, real_rows, complex_rows;
    int batch = 0;
    int input_distance = 0, output_distance = 0;
    bool own_work = true;
    void* work = nullptr;
    size_t work_bytes = 0;
    fftw_plan plan = nullptr;
    fftwf_plan single_plan = nullptr;
    ~Plan() {
        if (plan) fftw_destroy_plan(plan);
        if (single_plan) fftwf_destroy_plan(single_plan);
    }
};

// Threads of the host come one at a time: FFTW makes plans for one only.
static std::recursive_mutex lock;
static std::map<int, std::unique_ptr<Plan>> plans;
static int last = 0;

static Plan* find(int handle) {
    auto at = plans.find(handle);
    return at == plans.end() ? nullptr : at->second.get();
}

API cufftCreate(int* handle) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    *handle = ++last;
    plans[last] = std::make_unique<Plan>();
    return SUCCESS;
}

API cufftDestroy(int handle) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return plans.erase(handle) ? SUCCESS : INVALID_PLAN;
}

API cufftSetAutoAllocation(int handle, int own) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Plan* p = find(handle);
    if (!p) return INVALID_PLAN;
    p->own_work = own;
    return SUCCESS;
}

API cufftSetWorkArea(int handle, void* work) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Plan* p = find(handle);
    if (!p) return INVALID_PLAN;
    p->work = work;
    return SUCCESS;
}

API cufftMakePlanMany64(int handle, int rank, long long* n, long long* input, long long input_stride, long long input_distance,
                        long long* output, long long output_stride, long long output_distance, int type, long long batch,
                        size_t* work) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Plan* p = find(handle);
    if (!p || p->batch) return INVALID_PLAN;
    if (type != D2Z && type != Z2D && type != R2C && type != C2R) return INVALID_TYPE;
    if (rank < 1 || rank > 3 || batch < 1 || !input || !output || input_stride != 1 || output_stride != 1) return INVALID_VALUE;
    bool forward = type == D2Z || type == R2C;
    const long long* real = forward ? input : output;
    const long long* complex = forward ? output : input;
    p->work_bytes = (type == D2Z || type == Z2D ? 8 : 4) * batch;
    for (int a = 0; a < rank; a++) {
        if (n[a] < 1) return INVALID_SIZE;
        p->size.push_back(n[a]);
        p->real_rows.push_back(real[a]);
        p->complex_rows.push_back(complex[a]);
        p->work_bytes *= real[a];
    }
    p->type = type;
    p->batch = batch;
    p->input_distance = input_distance;
    p->output_distance = output_distance;
    *work = p->work_bytes;
    return SUCCESS;
}

static int execute(int handle, void* in, void* out, int type) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Plan* p = find(handle);
    if (!p || !p->batch) return INVALID_PLAN;
    if (p->type != type) return INVALID_TYPE;
    if (!in || in != out) return INVALID_VALUE; // the backend transforms in place
    if (!p->own_work && !p->work) return EXEC_FAILED;
    // A real cuFFT writes there.
    for (size_t i = 0; !p->own_work && i < p->work_bytes; i += 4096) {
        static_cast<char*>(p->work)[i] = -1;
    }
    emulated_finish();
    const unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED;
    const int rank = p->size.size();
    const int *n = p->size.data(), *real = p->real_rows.data(), *complex = p->complex_rows.data();
    // Only one of the two precisions' plans is made.
#define EXECUTE(PREFIX, PLAN, REAL, FORWARD)                                                                               \
    auto* r = static_cast<REAL*>(in);                                                                                      \
    auto* c = static_cast<PREFIX##_complex*>(in);                                                                          \
    if (!p->PLAN) {                                                                                                        \
        p->PLAN = FORWARD ? PREFIX##_plan_many_dft_r2c(rank, n, p->batch, r, real, 1, p->input_distance, c, complex, 1,    \
                                                       p->output_distance, flags)                                          \
                          : PREFIX##_plan_many_dft_c2r(rank, n, p->batch, c, complex, 1, p->input_distance, r, real, 1,    \
                                                       p->output_distance, flags);                                         \
    }                                                                                                                      \
    if (!p->PLAN) return EXEC_FAILED;                                                                                      \
    if (FORWARD) PREFIX##_execute_dft_r2c(p->PLAN, r, c);                                                                  \
    else PREFIX##_execute_dft_c2r(p->PLAN, c, r)
    if (type == D2Z || type == Z2D) {
        EXECUTE(fftw, plan, double, type == D2Z);
    } else {
        EXECUTE(fftwf, single_plan, float, type == R2C);
    }
    return SUCCESS;
}

API cufftExecD2Z(int handle, void* in, void* out) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return execute(handle, in, out, D2Z);
}

API cufftExecZ2D(int handle, void* in, void* out) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return execute(handle, in, out, Z2D);
}

API cufftExecR2C(int handle, void* in, void* out) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return execute(handle, in, out, R2C);
}

API cufftExecC2R(int handle, void* in, void* out) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return execute(handle, in, out, C2R);
}

API cufftGetVersion(int* version) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    *version = 12000;
    return SUCCESS;
}
