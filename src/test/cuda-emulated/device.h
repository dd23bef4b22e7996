// What the kernels need of CUDA C++, for g++: the threads of a block run as fibers, one block after the other, in libcuda.cpp.
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#define __global__
#define __device__
#define __grid_constant__
#define __launch_bounds__(...)
// In a section of its own, which is filled with NaN before each launch.
#define __shared__ static __attribute__((section("shared_memory")))

struct Index {
    unsigned x, y, z;
};
extern Index threadIdx, blockIdx, blockDim, gridDim;

extern "C" void emulated_barrier(int line);
#define __syncthreads() emulated_barrier(__LINE__)

struct alignas(16) double2 {
    double x, y;
};
inline double2 make_double2(double x, double y) {
    return {x, y};
}

struct alignas(8) float2 {
    float x, y;
};

// A rounding of its own, whatever the compiler contracts.
inline double __dadd_rn(double x, double y) {
    return x + y;
}
inline float __fdividef(float x, float y) {
    return x / y;
}

// Threads of the emulated device run one after the other.
inline unsigned long long atomicAdd(unsigned long long* at, unsigned long long term) {
    const unsigned long long before = *at;
    *at += term;
    return before;
}
using std::signbit;

// One thread's call of a kernel, with a copy of the arguments that cuLaunchKernel was given, whose types are the kernel's own.
using Bound = std::function<void()>;

template <class... Arguments, std::size_t... I>
inline Bound bound_call(void (*kernel)(Arguments...), void** values, std::index_sequence<I...>) {
    return [kernel, copied = std::make_tuple(*static_cast<std::remove_cv_t<Arguments>*>(values[I])...)] {
        std::apply(kernel, copied);
    };
}
template <class... Arguments>
inline Bound bound_call(void (*kernel)(Arguments...), void** values) {
    return bound_call(kernel, values, std::index_sequence_for<Arguments...>{});
}
#define KERNEL(name)                                                                                     \
    extern "C" __attribute__((visibility("default"))) void bind_##name(void** values, Bound* bound) {    \
        *bound = bound_call(&name, values);                                                                    \
    }
