// FFTW as a peer of lfp bench.
//
//   fftw complex|both|real D M THREADS
//
// complex: one forward transform of M^D complex numbers, in place. both: complex forward and back. real: M^D real numbers
// to complex ones and back, in place. Plans are FFTW_MEASURE's. Says {"ready": version}, then answers every line of input with one
// repetition, {"ms": time}; at the end of the input it says the median.
//
//   g++ -O3 -march=native -DTHREADS fftw.cpp -lfftw3_threads -lpthread -lfftw3 -o fftw && yes | head -7 | ./fftw real 2 1024 2
#include <fftw3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "fftw complex|both|real D M THREADS\n");
        return 2;
    }
    const std::string kind = argv[1];
    const int d = std::atoi(argv[2]);
    const int m = std::atoi(argv[3]);
#ifdef THREADS
    fftw_init_threads();
    fftw_plan_with_nthreads(std::atoi(argv[4]));
#endif
    // Planning takes longer than the transforms: plans of an earlier case are kept in the working folder.
    fftw_import_wisdom_from_filename("fftw.wisdom");

    std::vector<int> shape(d, m);
    size_t lines = 1;
    for (int a = 1; a < d; a++) lines *= m;
    const bool real = kind == "real";
    const size_t doubles = real ? lines * 2 * (m / 2 + 1) : lines * 2 * m;
    double* data = fftw_alloc_real(doubles);
    std::vector<double> start(doubles);
    auto* z = reinterpret_cast<fftw_complex*>(data);
    fftw_plan forward = real ? fftw_plan_dft_r2c(d, shape.data(), data, z, FFTW_MEASURE)
                             : fftw_plan_dft(d, shape.data(), z, z, FFTW_FORWARD, FFTW_MEASURE);
    fftw_plan back = nullptr;
    if (real) back = fftw_plan_dft_c2r(d, shape.data(), z, data, FFTW_MEASURE);
    if (kind == "both") back = fftw_plan_dft(d, shape.data(), z, z, FFTW_BACKWARD, FFTW_MEASURE);
    fftw_export_wisdom_to_filename("fftw.wisdom");
    unsigned state = 1;
    for (double& x : start) x = (state = state * 1664525u + 1013904223u) / 4294967296.0 - 0.5;

    std::printf("{\"ready\": \"%s\"}\n", fftw_version);
    std::fflush(stdout);
    std::vector<double> times;
    for (std::string line; std::getline(std::cin, line);) {
        // Values must not grow from repetition to repetition.
        std::memcpy(data, start.data(), doubles * sizeof(double));
        const auto began = std::chrono::steady_clock::now();
        fftw_execute(forward);
        if (back) fftw_execute(back);
        const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - began;
        times.push_back(ms.count());
        std::printf("{\"ms\": %.6f}\n", ms.count());
        std::fflush(stdout);
    }
    if (!times.empty()) {
        std::sort(times.begin(), times.end());
        std::printf("{\"median_ms\": %.6f}\n", times[times.size() / 2]);
    }
}
