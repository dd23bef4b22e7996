"""One step of full-batch gradient descent of f_i = s sum_j a_j relu(w_j . x_i + b_j), loss 1/2 sum (f - y)^2, float32, in PyTorch
and JAX, each in the forms that a good engineer would try, so that the best of them is the peer.

The gradient is written by hand, which is cheaper than autograd: with r = f - y, S_j = sum_i [z_ji > 0] r_i and
T_j = sum_i [z_ji > 0] r_i x_i it is s (b_j S_j + w_j . T_j), s a_j T_j, s a_j S_j for a_j, w_j, b_j.
  eager       m x n arrays in chunks of neurons that fit the memory
  compile     torch.compile of the same from broadcasts and sums alone, so that no m x n array need exist
  graph       a CUDA graph of the eager step, replayed
  jit         jax.jit of the compile form
Replicas are trained one after another (looped) and in one batch (batched).

Usage: gpu_train.py [--device gpu|cpu] [--quick] [--seconds 3] [m,n,d[,replicas] ...]
Prints a JSON line for each form: case, by, median_ms of a step of all replicas, loss after 3 steps (first replica; all forms
must agree), peak_memory_bytes, or note with the reason why there is none. --seconds is what a form may take, compilation apart.
"""
import argparse
import json
import statistics
import time

import numpy as np

CASES = [(1_000_000, 1000, 1, 1), (1_000_000, 1000, 3, 1), (100_000, 10_000, 2, 1), (10_000, 100, 1, 64)]
QUICK = [(2000, 50, 1, 1), (1000, 60, 3, 1), (500, 20, 1, 4)]
RATE = 0.01


def start(m, n, d, replicas):
    """x (n, d), y (n), a (R, m), w (R, m, d), b (R, m), s."""
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, (n, d)).astype("f4")
    y = np.sin(3 * x.sum(1)).astype("f4")
    a = random.standard_normal((replicas, m)).astype("f4")
    w = random.standard_normal((replicas, m, d)).astype("f4")
    b = 3 * random.standard_normal((replicas, m)).astype("f4")
    return x, y, a, w, b.astype("f4"), float(m) ** -0.5, RATE / n


def loss_of(x, y, a, w, b, s):
    f = s * sum(
        np.maximum(w[c : c + 4096] @ x.T + b[c : c + 4096, None], 0).T @ a[c : c + 4096] for c in range(0, len(a), 4096)
    )
    return 0.5 * float(((f - y) ** 2).sum())


def fused(xp, x, y, s, rate):
    """Broadcasts and sums over the last axis alone, for compilers; parameters (R, m), d arrays of w."""
    d = x.shape[1]

    def step(a, w, b):
        z = b[:, None, :] + sum(x[None, :, k, None] * w[:, None, :, k] for k in range(d))
        r = s * (xp.where(z > 0, z, 0 * z) * a[:, None, :]).sum(-1) - y[None, :]
        z = b[:, :, None] + sum(w[:, :, k, None] * x[None, None, :, k] for k in range(d))
        g = xp.where(z > 0, r[:, None, :], 0 * r[:, None, :])
        total = g.sum(-1)
        first = xp.stack([(g * x[None, None, :, k]).sum(-1) for k in range(d)], -1)
        return (
            a - rate * s * (b * total + (w * first).sum(-1)),
            w - rate * s * a[:, :, None] * first,
            b - rate * s * a * total,
        )

    return step


def timed(step, parameters, wait, seconds):
    """The median of steps from the third on, and the parameters after 3."""
    after = parameters
    for _ in range(3):
        after = step(*after)
    wait(after)
    ms = []
    end = time.perf_counter() + seconds
    while len(ms) < 5 or (time.perf_counter() < end and len(ms) < 200):
        began = time.perf_counter()
        wait(step(*after))
        ms.append(1e3 * (time.perf_counter() - began))
        if time.perf_counter() > end:
            break
    return statistics.median(ms), after


def torch_forms(case, device):
    """Name, step, parameters, wait, read, peak memory; made one after another, so that memory is free again."""
    import torch

    if device == "gpu" and not torch.cuda.is_available():
        raise ImportError("PyTorch has no GPU here")
    place = "cuda" if device == "gpu" else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = False
    x, y, a, w, b, s, rate = start(*case)
    n = len(y)
    data = [torch.tensor(v, device=place) for v in (x, y)]
    x, y = data
    parameters = tuple(torch.tensor(v, device=place) for v in (a, w, b))
    free = torch.cuda.mem_get_info()[0] if device == "gpu" else 2e9
    chunk = max(1, int(free / 8 / (4 * n)))

    def one(a, w, b, chunk):
        parts = [slice(c, c + chunk) for c in range(0, len(a), chunk)]
        r = s * sum(torch.relu(torch.addmm(b[p, None], w[p], x.T)).T @ a[p] for p in parts) - y
        moments = torch.cat([r[:, None], r[:, None] * x], 1)
        sums = torch.cat([(torch.addmm(b[p, None], w[p], x.T) > 0).to(x.dtype) @ moments for p in parts])
        total, first = sums[:, 0], sums[:, 1:]
        return (
            a - rate * s * (b * total + (w * first).sum(1)),
            w - rate * s * a[:, None] * first,
            b - rate * s * a * total,
        )

    def looped(a, w, b):
        return tuple(torch.stack(v) for v in zip(*(one(a[k], w[k], b[k], chunk) for k in range(len(a)))))

    def batched(a, w, b):
        z = torch.baddbmm(b[:, :, None], w, x.T.expand(len(a), -1, -1))
        r = s * torch.einsum("rm,rmn->rn", a, torch.relu(z)) - y
        moments = torch.cat([r[:, :, None], r[:, :, None] * x[None]], 2)
        sums = (z > 0).to(x.dtype) @ moments
        total, first = sums[..., 0], sums[..., 1:]
        return (
            a - rate * s * (b * total + (w * first).sum(2)),
            w - rate * s * a[:, :, None] * first,
            b - rate * s * a * total,
        )

    def graph(step):
        held = tuple(v.clone() for v in parameters)
        stream = torch.cuda.Stream()
        with torch.cuda.stream(stream):
            step(*held)
        torch.cuda.current_stream().wait_stream(stream)
        recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(recorded):
            for old, new in zip(held, step(*held)):
                old.copy_(new)

        # The graph goes on from its own memory, where the step of every other form returns new arrays.
        def replay(*_):
            recorded.replay()
            return held

        return replay

    def wait(_):
        if device == "gpu":
            torch.cuda.synchronize()

    eager = {"eager looped" if case[3] > 1 else "eager": looped}
    if case[3] > 1:
        eager["eager batched"] = batched
    for name, step in eager.items():
        yield name, lambda step=step: step, parameters, wait
    if device == "gpu":
        for name, step in eager.items():
            yield name.replace("eager", "graph"), lambda step=step: graph(step), parameters, wait
        for mode in ("max-autotune-no-cudagraphs", "max-autotune"):
            yield "compile " + mode, lambda mode=mode: torch.compile(
                fused(torch, x, y, s, rate), mode=mode, dynamic=False
            ), parameters, wait
    elif case[0] * case[1] * case[3] < 10**7:
        yield "fused, not compiled", lambda: fused(torch, x, y, s, rate), parameters, wait


def jax_forms(case, device):
    import jax

    if device == "gpu" and jax.default_backend() != "gpu":
        raise ImportError("JAX has no GPU here")
    x, y, a, w, b, s, rate = start(*case)
    step = fused(jax.numpy, jax.numpy.asarray(x), jax.numpy.asarray(y), s, rate)
    parameters = tuple(jax.numpy.asarray(v) for v in (a, w, b))
    yield ("jit batched" if case[3] > 1 else "jit"), lambda: jax.jit(step), parameters, jax.block_until_ready
    if case[3] > 1:
        single = jax.jit(step)

        def looped(a, w, b):
            parts = [single(a[k : k + 1], w[k : k + 1], b[k : k + 1]) for k in range(len(a))]
            return tuple(jax.numpy.concatenate(v) for v in zip(*parts))

        yield "jit looped", lambda: looped, parameters, jax.block_until_ready


def peak(library, device):
    if library == "PyTorch" and device == "gpu":
        import torch

        bytes_used = torch.cuda.max_memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        return {"peak_memory_bytes": bytes_used}
    return {}


def first_replica(parameters):
    return tuple(np.asarray(v[0].cpu() if hasattr(v, "cpu") else v[0]) for v in parameters)


def grad_free():
    try:
        import torch

        torch.set_grad_enabled(False)
    except ImportError:
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--device", choices=["gpu", "cpu"], default="gpu")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    cases = [tuple(int(v) for v in case.split(",")) for case in options.cases] or (QUICK if options.quick else CASES)
    grad_free()
    for case in cases:
        case = case if len(case) == 4 else (*case, 1)
        x, y, *_, s, _ = start(1, case[1], case[2], 1)
        s = float(case[0]) ** -0.5
        for library, forms in (("PyTorch", torch_forms), ("JAX", jax_forms)):
            base = {"case": "train-%d-%d-%d" % case[:3] + (f"x{case[3]}" if case[3] > 1 else "")}
            try:
                for name, make, parameters, wait in forms(case, options.device):
                    row = dict(base, by=f"{library} {name}")
                    try:
                        row["median_ms"], after = timed(make(), parameters, wait, options.seconds)
                        if "graph" not in name:
                            row["loss"] = loss_of(x, y, *first_replica(after), s)
                        row.update(peak(library, options.device))
                    except Exception as e:
                        row["note"] = f"{type(e).__name__}: {(str(e).splitlines() or [''])[0]}"[:160]
                    print(json.dumps(row), flush=True)
            except ImportError as e:
                print(json.dumps(dict(base, by=library, note=str(e))), flush=True)


if __name__ == "__main__":
    main()
