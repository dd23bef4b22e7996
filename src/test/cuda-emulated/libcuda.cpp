// An emulated CUDA device for tests: the driver API that JCuda calls, as a libcuda.so.1. A kernel's threads run as fibers on
// the calling thread, block after block, forwards or backwards. Memory is filled with NaN and ends at a page that cannot
// be touched. What streams have to do is done at once, or by a test's wish as late as events and waits allow: the
// copies of streams, the kernels or both, so that an event that is missing changes the result. What it cannot show: rounding of
// contracted multiplications, occupancy, speed.
#include "device.h"

#include <dlfcn.h>
#include <jni.h>
#include <sys/mman.h>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    LAUNCH_FAILED = 719,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901
};

// ------------------------------------------------------------------------------------------------ what tests set

static std::recursive_mutex lock;
static size_t memory = size_t(2) << 30;
static bool backwards = false;
static std::string fault;
static int fault_after = 0;
static int fault_times = 0;
static int fault_result = 0;
static long launches = 0;
enum Late { NOTHING = 0, COPIES = 1, KERNELS = 2 };
static int late = NOTHING; // or both
static long graph_launches = 0;
static long copies[2], copied[2]; // to the device, to the host

// The planted result of a call, if its turn has come.
static int planted(const std::string& call) {
    return fault == call && fault_after-- <= 0 && fault_times-- > 0 ? fault_result : SUCCESS;
}

// ------------------------------------------------------------------------------------------------ blocks of threads

__attribute__((visibility("default"))) Index threadIdx, blockIdx, blockDim, gridDim;

static const size_t STACK = 64 * 1024;
static const int MOST_THREADS = 1024;
static const int RUNNING = 0, DONE = -1;

struct Fiber {
    void* stack_pointer;
    int barrier; // its line, RUNNING or DONE
    Index index;
};

static std::vector<Fiber> fibers;
static char* stacks = nullptr;
static Fiber* current = nullptr;
static void* scheduler = nullptr;
static const Bound* call = nullptr;

extern "C" void switch_stack(void** save, void* to);
asm(R"(
.text
.globl switch_stack
.hidden switch_stack
.type switch_stack, @function
switch_stack:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
)");

static void leave(int barrier) {
    current->barrier = barrier;
    switch_stack(&current->stack_pointer, scheduler);
}

static void thread_body() {
    (*call)();
    leave(DONE);
}

API void emulated_barrier(int line) {
    leave(line);
}

static void begin(int i) {
    Fiber& fiber = fibers[i];
    void** top = reinterpret_cast<void**>(stacks + STACK * (i + 1));
    *--top = nullptr;
    *--top = reinterpret_cast<void*>(thread_body);
    for (int saved = 0; saved < 6; saved++) {
        *--top = nullptr;
    }
    fiber.stack_pointer = top;
    fiber.barrier = RUNNING;
    unsigned x = blockDim.x, y = blockDim.y;
    fiber.index = {i % x, i / x % y, i / (x * y)};
}

// Runs one block from barrier to barrier; false where its threads do not all meet at the same one.
static bool run_block(int threads) {
    for (int i = 0; i < threads; i++) {
        begin(i);
    }
    while (true) {
        for (int i = 0; i < threads; i++) {
            current = &fibers[backwards ? threads - 1 - i : i];
            threadIdx = current->index;
            switch_stack(&scheduler, current->stack_pointer);
        }
        int barrier = fibers[0].barrier;
        for (int i = 1; i < threads; i++) {
            if (fibers[i].barrier != barrier) {
                return false;
            }
        }
        if (barrier == DONE) {
            return true;
        }
    }
}

// ------------------------------------------------------------------------------------------------ the driver's state

struct Module {
    void* library;
};
struct Function {
    std::string name;
    void (*bind)(void**, Bound*);
    char *shared_from, *shared_to;
};

static const size_t PAGE = 4096;
static bool initialised = false;
static int sticky = SUCCESS; // after a kernel has failed every call fails
static std::map<uintptr_t, size_t> allocations;
static size_t used = 0, peak = 0;
static thread_local void* context = nullptr;
static char the_context;

// ------------------------------------------------------------------------------------------------ streams and events

// What a stream has been given, in its order. The default stream has the kernels, others have copies alone.
struct Stream {
    std::deque<std::function<void()>> pending;
    size_t given = 0, done = 0;
    struct Graph* capture = nullptr; // what it records
};

// Recorded work; each part says whether it could be begun.
struct Graph {
    std::vector<std::function<int()>> nodes;
    bool valid = true;
};
static Graph* capturing = nullptr;

// What may not be called while a stream records.
static int while_capturing() {
    if (!capturing) return SUCCESS;
    capturing->valid = false;
    return CAPTURE_UNSUPPORTED;
}

using Clock = std::chrono::steady_clock;

struct Event {
    Stream* stream = nullptr;
    size_t place = 0; // of the record among what the stream was given
    Clock::time_point time;
};

static Stream default_stream;

static void advance(Stream& stream, size_t to) {
    while (stream.done < to && !stream.pending.empty()) {
        auto work = std::move(stream.pending.front());
        stream.pending.pop_front();
        work();
        stream.done++;
    }
}

static void finish(Stream& stream) {
    advance(stream, stream.given);
}

static void give(Stream& stream, std::function<void()> work) {
    stream.pending.push_back(std::move(work));
    stream.given++;
    if (!(late & (&stream == &default_stream ? KERNELS : COPIES))) {
        finish(stream);
    }
}

static std::vector<Stream*> streams;

static void finish_all() {
    finish(default_stream);
    for (Stream* stream : streams) {
        finish(*stream);
    }
}

static Stream& stream_of(void* handle) {
    return handle ? *static_cast<Stream*>(handle) : default_stream;
}

// For cuFFT, whose transforms are in the default stream and done at once.
API void emulated_finish() {
    std::lock_guard<std::recursive_mutex> guard(lock);
    finish(default_stream);
}

#define CALL(name)                                                     \
    std::lock_guard<std::recursive_mutex> guard(lock);                 \
    if (int result = planted(#name)) return result;                    \
    if (!initialised) return NOT_INITIALIZED

#define CALL_IN_CONTEXT(name)                                          \
    CALL(name);                                                        \
    if (!context) return INVALID_CONTEXT;                              \
    if (sticky) return sticky

static bool allocated(uintptr_t p, size_t bytes) {
    auto next = allocations.upper_bound(p);
    if (next == allocations.begin()) {
        return false;
    }
    auto own = std::prev(next);
    return p + bytes <= own->first + own->second;
}

API int cuInit(unsigned) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (int result = planted("cuInit")) return result;
    initialised = true;
    return SUCCESS;
}

API int cuDriverGetVersion(int* version) {
    *version = 13000;
    return SUCCESS;
}

API int cuDeviceGetCount(int* count) {
    CALL(cuDeviceGetCount);
    *count = 1;
    return SUCCESS;
}

API int cuDeviceGet(int* device, int ordinal) {
    CALL(cuDeviceGet);
    *device = 0;
    return ordinal ? INVALID_DEVICE : SUCCESS;
}

API int cuDeviceGetName(char* name, int length, int) {
    CALL(cuDeviceGetName);
    snprintf(name, length, "emulated CUDA device");
    return SUCCESS;
}

API int cuDeviceGetAttribute(int* value, int attribute, int) {
    CALL(cuDeviceGetAttribute);
    const int MULTIPROCESSORS = 16;
    *value = attribute == MULTIPROCESSORS ? 1 : 0;
    return SUCCESS;
}

static int retained = 0;

API int cuDevicePrimaryCtxRetain(void** c, int) {
    CALL(cuDevicePrimaryCtxRetain);
    retained++;
    *c = &the_context;
    return SUCCESS;
}

static void unmap(uintptr_t p, size_t bytes) {
    size_t body = (bytes + PAGE - 1) / PAGE * PAGE;
    munmap(reinterpret_cast<void*>(p / PAGE * PAGE - PAGE), body + 2 * PAGE);
    used -= bytes;
}

// With the last one the context goes, with all its memory, and what had gone wrong in it.
API int cuDevicePrimaryCtxRelease_v2(int) {
    CALL(cuDevicePrimaryCtxRelease);
    if (--retained == 0) {
        for (auto& own : allocations) {
            unmap(own.first, own.second);
        }
        allocations.clear();
        sticky = SUCCESS;
    }
    return SUCCESS;
}

API int cuCtxSetCurrent(void* c) {
    CALL(cuCtxSetCurrent);
    context = c;
    return SUCCESS;
}

API int cuCtxSynchronize() {
    CALL_IN_CONTEXT(cuCtxSynchronize);
    if (int result = while_capturing()) return result;
    finish_all();
    return sticky;
}

API int cuStreamCreate(void** stream, unsigned flags) {
    CALL_IN_CONTEXT(cuStreamCreate);
    const unsigned NON_BLOCKING = 1;
    if (flags != NON_BLOCKING) return INVALID_VALUE; // others are not emulated
    streams.push_back(new Stream);
    *stream = streams.back();
    return SUCCESS;
}

API int cuStreamDestroy_v2(void* stream) {
    CALL_IN_CONTEXT(cuStreamDestroy);
    auto own = std::find(streams.begin(), streams.end(), stream);
    if (own == streams.end()) return INVALID_HANDLE;
    finish(**own);
    if ((*own)->capture) {
        delete (*own)->capture;
        capturing = nullptr;
    }
    delete *own;
    streams.erase(own);
    return SUCCESS;
}

API int cuStreamSynchronize(void* stream) {
    CALL_IN_CONTEXT(cuStreamSynchronize);
    finish(stream_of(stream));
    return sticky;
}

API int cuEventCreate(void** event, unsigned) {
    CALL_IN_CONTEXT(cuEventCreate);
    *event = new Event;
    return SUCCESS;
}

API int cuEventDestroy_v2(void* event) {
    CALL_IN_CONTEXT(cuEventDestroy);
    delete static_cast<Event*>(event);
    return SUCCESS;
}

API int cuEventRecord(void* handle, void* stream) {
    CALL_IN_CONTEXT(cuEventRecord);
    Event* event = static_cast<Event*>(handle);
    event->stream = &stream_of(stream);
    event->place = event->stream->given + 1;
    give(*event->stream, [event] { event->time = Clock::now(); });
    return SUCCESS;
}

// An event that was never recorded is not waited for.
API int cuStreamWaitEvent(void* stream, void* handle, unsigned) {
    CALL_IN_CONTEXT(cuStreamWaitEvent);
    Event event = *static_cast<Event*>(handle);
    if (event.stream) {
        give(stream_of(stream), [event] { advance(*event.stream, event.place); });
    }
    return SUCCESS;
}

API int cuEventSynchronize(void* handle) {
    CALL_IN_CONTEXT(cuEventSynchronize);
    Event* event = static_cast<Event*>(handle);
    if (event->stream) {
        advance(*event->stream, event->place);
    }
    return sticky;
}

API int cuEventElapsedTime(float* ms, void* from, void* to) {
    CALL_IN_CONTEXT(cuEventElapsedTime);
    Event *a = static_cast<Event*>(from), *b = static_cast<Event*>(to);
    if (!a->stream || !b->stream) return INVALID_HANDLE;
    if (a->stream->done < a->place || b->stream->done < b->place) return NOT_READY;
    *ms = std::chrono::duration<float, std::milli>(b->time - a->time).count();
    return SUCCESS;
}

// ------------------------------------------------------------------------------------------------ memory

API int cuMemGetInfo_v2(size_t* free, size_t* total) {
    CALL_IN_CONTEXT(cuMemGetInfo);
    *free = memory - used;
    *total = memory;
    return SUCCESS;
}

API int cuMemAlloc_v2(uintptr_t* p, size_t bytes) {
    CALL_IN_CONTEXT(cuMemAlloc);
    if (bytes == 0) return INVALID_VALUE;
    if (int result = while_capturing()) return result;
    if (used + bytes > memory) return OUT_OF_MEMORY;
    size_t body = (bytes + PAGE - 1) / PAGE * PAGE;
    char* pages = static_cast<char*>(mmap(nullptr, body + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (pages == MAP_FAILED) return OUT_OF_MEMORY;
    mprotect(pages, PAGE, PROT_NONE);
    mprotect(pages + PAGE + body, PAGE, PROT_NONE);
    // Against the page behind, or backwards against the one before.
    size_t shift = backwards ? 0 : (body - bytes) / 16 * 16;
    *p = reinterpret_cast<uintptr_t>(pages) + PAGE + shift;
    memset(reinterpret_cast<void*>(*p), 0xFF, bytes);
    allocations[*p] = bytes;
    used += bytes;
    peak = std::max(peak, used);
    return SUCCESS;
}

API int cuMemFree_v2(uintptr_t p) {
    CALL_IN_CONTEXT(cuMemFree);
    if (int result = while_capturing()) return result;
    finish_all();
    auto own = allocations.find(p);
    if (own == allocations.end()) return INVALID_VALUE;
    unmap(p, own->second);
    allocations.erase(own);
    return SUCCESS;
}

static int copy(void* to, const void* from, size_t bytes, int direction, uintptr_t device, Stream* stream) {
    if (!allocated(device, bytes)) return INVALID_VALUE;
    copies[direction]++;
    copied[direction] += bytes;
    if (stream) {
        give(*stream, [=] { memcpy(to, from, bytes); });
        return SUCCESS;
    }
    // In the default stream, and waited for.
    if (int result = while_capturing()) return result;
    finish(default_stream);
    memcpy(to, from, bytes);
    return sticky;
}

API int cuMemcpyHtoD_v2(uintptr_t to, const void* from, size_t bytes) {
    CALL_IN_CONTEXT(cuMemcpyHtoD);
    return copy(reinterpret_cast<void*>(to), from, bytes, 0, to, nullptr);
}

API int cuMemcpyDtoH_v2(void* to, uintptr_t from, size_t bytes) {
    CALL_IN_CONTEXT(cuMemcpyDtoH);
    return copy(to, reinterpret_cast<void*>(from), bytes, 1, from, nullptr);
}

static std::map<uintptr_t, size_t> pinned;

API int cuMemHostAlloc(void** p, size_t bytes, unsigned) {
    CALL_IN_CONTEXT(cuMemHostAlloc);
    *p = malloc(bytes);
    if (!*p) return OUT_OF_MEMORY;
    memset(*p, 0xFF, bytes);
    pinned[reinterpret_cast<uintptr_t>(*p)] = bytes;
    return SUCCESS;
}

API int cuMemFreeHost(void* p) {
    CALL_IN_CONTEXT(cuMemFreeHost);
    finish_all();
    if (!pinned.erase(reinterpret_cast<uintptr_t>(p))) return INVALID_VALUE;
    free(p);
    return SUCCESS;
}

// From pinned memory and in a stream of its own alone: others are not asynchronous.
API int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void* stream) {
    CALL_IN_CONTEXT(cuMemcpyHtoDAsync);
    uintptr_t p = reinterpret_cast<uintptr_t>(from);
    auto next = pinned.upper_bound(p);
    if (!stream || next == pinned.begin() || p + bytes > std::prev(next)->first + std::prev(next)->second) return INVALID_VALUE;
    return copy(reinterpret_cast<void*>(to), from, bytes, 0, to, static_cast<Stream*>(stream));
}

API int cuMemcpyDtoD_v2(uintptr_t to, uintptr_t from, size_t bytes) {
    CALL_IN_CONTEXT(cuMemcpyDtoD);
    if (!allocated(from, bytes) || !allocated(to, bytes)) return INVALID_VALUE;
    give(default_stream, [=] { memcpy(reinterpret_cast<void*>(to), reinterpret_cast<void*>(from), bytes); });
    return SUCCESS;
}

// Kernels and clearings are in the default stream, or recorded.
static int give_or_record(void* stream, std::function<int()> work) {
    if (!stream) return work();
    Graph* graph = static_cast<Stream*>(stream)->capture;
    if (!graph) return INVALID_VALUE;
    if (!graph->valid) return CAPTURE_INVALIDATED;
    graph->nodes.push_back(std::move(work));
    return SUCCESS;
}

API int cuMemsetD8Async(uintptr_t to, unsigned char value, size_t bytes, void* stream) {
    CALL_IN_CONTEXT(cuMemsetD8Async);
    if (!allocated(to, bytes)) return INVALID_VALUE;
    return give_or_record(stream, [=]() -> int {
        give(default_stream, [=] { memset(reinterpret_cast<void*>(to), value, bytes); });
        return SUCCESS;
    });
}

// ------------------------------------------------------------------------------------------------ kernels

// A fatbin or PTX stands for the kernels that g++ compiled, which lie beside this library; "faults" for those with faults.
API int cuModuleLoadData(void** module, const void* image) {
    CALL_IN_CONTEXT(cuModuleLoadData);
    const char* text = static_cast<const char*>(image);
    bool fatbin = *static_cast<const unsigned*>(image) == 0xBA55ED50u;
    bool ptx = !strncmp(text, "//", 2);
    bool faults = !strcmp(text, "faults");
    if (!fatbin && !ptx && !faults) return INVALID_IMAGE;
    Dl_info here;
    dladdr(reinterpret_cast<void*>(&cuInit), &here);
    std::string folder = here.dli_fname;
    folder.resize(folder.rfind('/') + 1);
    void* library = dlopen((folder + (faults ? "faults.so" : "kernels.so")).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "emulated device: %s\n", dlerror());
        return NO_BINARY_FOR_GPU;
    }
    *module = new Module{library};
    return SUCCESS;
}

API int cuModuleUnload(void* module) {
    CALL_IN_CONTEXT(cuModuleUnload);
    delete static_cast<Module*>(module);
    return SUCCESS;
}

API int cuModuleGetFunction(void** function, void* module, const char* name) {
    CALL_IN_CONTEXT(cuModuleGetFunction);
    void* library = static_cast<Module*>(module)->library;
    auto bind = reinterpret_cast<void (*)(void**, Bound*)>(dlsym(library, (std::string("bind_") + name).c_str()));
    if (!bind) return NOT_FOUND;
    Function* f = new Function{name, bind, nullptr, nullptr};
    reinterpret_cast<void (*)(char**, char**)>(dlsym(library, "shared_memory_bounds"))(&f->shared_from, &f->shared_to);
    *function = f;
    return SUCCESS;
}

static void run(const Function& f, const Bound& bound, Index block, Index grid) {
    call = &bound;
    blockDim = block;
    gridDim = grid;
    size_t threads = size_t(block.x) * block.y * block.z;
    size_t blocks = size_t(grid.x) * grid.y * grid.z;
    memset(f.shared_from, 0xFF, f.shared_to - f.shared_from);
    for (size_t b = 0; b < blocks; b++) {
        size_t i = backwards ? blocks - 1 - b : b;
        blockIdx = {unsigned(i % grid.x), unsigned(i / grid.x % grid.y), unsigned(i / (size_t(grid.x) * grid.y))};
        if (!run_block(threads)) {
            fprintf(stderr, "emulated device: threads of a block of %s wait at different barriers\n", f.name.c_str());
            sticky = LAUNCH_FAILED;
            break;
        }
    }
}

API int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                       unsigned, void* stream, void** values, void**) {
    CALL_IN_CONTEXT(cuLaunchKernel);
    Function* f = static_cast<Function*>(function);
    size_t threads = size_t(bx) * by * bz;
    if (!gx || !gy || !gz || gx > 2147483647u || gy > 65535 || gz > 65535 || threads == 0 || threads > MOST_THREADS) {
        return INVALID_VALUE;
    }
    if (!stacks) {
        fibers.resize(MOST_THREADS);
        stacks = static_cast<char*>(mmap(nullptr, STACK * MOST_THREADS, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    }
    Bound bound;
    f->bind(values, &bound);
    return give_or_record(stream, [=]() -> int {
        launches++;
        // As on a device: the launch succeeds, and the next call says that the kernel did not.
        if ((sticky = planted(f->name))) return SUCCESS;
        give(default_stream, [=] { run(*f, bound, {bx, by, bz}, {gx, gy, gz}); });
        return SUCCESS;
    });
}

// ------------------------------------------------------------------------------------------------ graphs

API int cuStreamBeginCapture_v2(void* stream, int mode) {
    CALL_IN_CONTEXT(cuStreamBeginCapture);
    const int THREAD_LOCAL = 1;
    if (!stream || mode != THREAD_LOCAL || capturing) return INVALID_VALUE; // others are not emulated
    capturing = static_cast<Stream*>(stream)->capture = new Graph;
    return SUCCESS;
}

API int cuStreamEndCapture(void* stream, void** graph) {
    CALL_IN_CONTEXT(cuStreamEndCapture);
    Stream* own = static_cast<Stream*>(stream);
    if (!own || !own->capture) return INVALID_VALUE;
    *graph = own->capture->valid ? own->capture : nullptr;
    if (!*graph) delete own->capture;
    own->capture = capturing = nullptr;
    return *graph ? SUCCESS : CAPTURE_INVALIDATED;
}

API int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
    CALL_IN_CONTEXT(cuGraphInstantiate);
    *executable = new Graph(*static_cast<Graph*>(graph));
    return SUCCESS;
}

API int cuGraphDestroy(void* graph) {
    CALL_IN_CONTEXT(cuGraphDestroy);
    delete static_cast<Graph*>(graph);
    return SUCCESS;
}

API int cuGraphExecDestroy(void* executable) {
    CALL_IN_CONTEXT(cuGraphExecDestroy);
    finish_all();
    delete static_cast<Graph*>(executable);
    return SUCCESS;
}

API int cuGraphLaunch(void* executable, void* stream) {
    CALL_IN_CONTEXT(cuGraphLaunch);
    if (stream) return INVALID_VALUE; // the default stream has all kernels
    graph_launches++;
    for (auto& node : static_cast<Graph*>(executable)->nodes) {
        // Nothing runs behind a kernel that has failed.
        if (sticky) break;
        node();
    }
    return SUCCESS;
}

API int cuGetErrorString(int, const char** text) {
    *text = "emulated";
    return SUCCESS;
}

// ------------------------------------------------------------------------------------------------ EmulatedDevice.java

#define NATIVE(type) extern "C" JNIEXPORT type JNICALL

NATIVE(void) Java_org_fprinciple_backend_cuda_EmulatedDevice_reset(JNIEnv*, jclass) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    memory = size_t(2) << 30;
    finish_all();
    backwards = false;
    late = NOTHING;
    fault.clear();
    sticky = SUCCESS;
    peak = used;
}

NATIVE(void) Java_org_fprinciple_backend_cuda_EmulatedDevice_plant(JNIEnv* env, jclass, jstring call, jint after, jint times,
                                                                  jint result) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    const char* name = env->GetStringUTFChars(call, nullptr);
    fault = name;
    env->ReleaseStringUTFChars(call, name);
    fault_after = after;
    fault_times = times;
    fault_result = result;
}

NATIVE(void) Java_org_fprinciple_backend_cuda_EmulatedDevice_memory(JNIEnv*, jclass, jlong bytes) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    memory = used + bytes;
}

NATIVE(void) Java_org_fprinciple_backend_cuda_EmulatedDevice_backwards(JNIEnv*, jclass, jboolean order) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    backwards = order;
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_used(JNIEnv*, jclass) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return used;
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_peak(JNIEnv*, jclass) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return peak;
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_launches(JNIEnv*, jclass) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return launches;
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_graphs(JNIEnv*, jclass) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return graph_launches;
}

NATIVE(void) Java_org_fprinciple_backend_cuda_EmulatedDevice_late(JNIEnv*, jclass, jint what) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    finish_all();
    late = what;
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_copies(JNIEnv*, jclass, jboolean to_host) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return copies[to_host ? 1 : 0];
}

NATIVE(jlong) Java_org_fprinciple_backend_cuda_EmulatedDevice_copied(JNIEnv*, jclass, jboolean to_host) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    return copied[to_host ? 1 : 0];
}
