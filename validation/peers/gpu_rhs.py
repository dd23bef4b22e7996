"""One right-hand side of the LFP equation on a box, as a user of CuPy or JAX would write it, timed: a padded transform, the
samples' density, the transform back, gamma^2. Double precision, two inputs.

Usage: gpu_rhs.py [--modes 2048] [--device gpu|cpu] [--quick]
Prints a JSON line for each form: case, by, median_ms, or note with the reason why there is none. The forms must agree: error is
the largest difference from NumPy's complex form at 64 modes, relative.
"""
import argparse
import json
import statistics
import time

import numpy as np


def problem(modes, xp):
    """Hermitian modes of h, the weights gamma^2 and the density of samples on a grid twice as fine."""
    random = np.random.default_rng(0)
    real = random.standard_normal((modes, modes))
    h = np.fft.fftshift(np.fft.fft2(real)) / modes
    h[0, :] = 0
    h[:, 0] = 0
    k = np.arange(modes) - modes // 2
    gamma2 = 1 / (1 + (k[:, None] ** 2 + k[None, :] ** 2).astype(float)) ** 1.5
    density = random.random((2 * modes, 2 * modes))
    return xp.asarray(h), xp.asarray(gamma2), xp.asarray(density)


def complex_form(xp, h, gamma2, density):
    """All modes: two complex transforms of (2 N)^2."""
    n = h.shape[0]
    low = n // 2
    padded = xp.pad(h, ((n - low, low), (n - low, low)))
    grid = xp.fft.ifft2(xp.fft.ifftshift(padded)) * density
    return -gamma2 * xp.fft.fftshift(xp.fft.fft2(grid))[n - low : 2 * n - low, n - low : 2 * n - low]


def real_form(xp, h, gamma2, density):
    """Half of the modes, as h is real: two real transforms of (2 N)^2, half the work."""
    n = h.shape[0]
    low = n // 2
    half = xp.fft.ifftshift(h[:, low:], axes=0)
    top, bottom = half[:low], half[low:]
    rows = xp.concatenate([top, xp.zeros((n, low), h.dtype), bottom], axis=0)
    padded = xp.pad(rows, ((0, 0), (0, n + 1 - low)))
    grid = xp.fft.irfft2(padded, s=(2 * n, 2 * n)) * density
    spectrum = xp.fft.rfft2(grid)[:, :low]
    return -gamma2[:, low:] * xp.fft.fftshift(xp.concatenate([spectrum[:low], spectrum[2 * n - low :]], axis=0), axes=0)


def check(xp, form, to_numpy):
    h, gamma2, density = problem(64, np)
    wanted = complex_form(np, h, gamma2, density)[1:, 1:]
    found = to_numpy(form(xp, *(xp.asarray(v) for v in (h, gamma2, density))))[1:]
    found = found[:, 1:] if found.shape[1] == 64 else found
    wanted = wanted if found.shape[1] == 63 else wanted[:, 31:]
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


def numpy_forms():
    return np, lambda form: form, lambda: None, np.asarray


def cupy_forms():
    import cupy

    return cupy, lambda form: form, cupy.cuda.Device().synchronize, cupy.asnumpy


def jax_forms(device):
    import jax

    jax.config.update("jax_enable_x64", True)
    if device == "gpu" and jax.default_backend() != "gpu":
        raise ImportError("JAX has no GPU here")
    return jax.numpy, lambda form: jax.jit(form, static_argnums=0), None, np.asarray


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--modes", type=int, default=2048)
    parser.add_argument("--device", choices=["gpu", "cpu"], default="gpu")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    modes = 128 if options.quick else options.modes
    libraries = {"CuPy": cupy_forms, "JAX": lambda: jax_forms(options.device)}
    if options.device == "cpu":
        libraries = {"NumPy": numpy_forms, "JAX": lambda: jax_forms("cpu")}
    for library, make in libraries.items():
        for name, form in (("complex", complex_form), ("real", real_form)):
            row = {"case": f"rhs-{modes}", "by": f"{library} {name}"}
            try:
                xp, compiled, wait, to_numpy = make()
                step = compiled(form)
                row["error"] = check(xp, step, to_numpy)
                data = problem(modes, xp)
                ms = []
                for k in range(3 + (5 if options.quick else 30)):
                    began = time.perf_counter()
                    result = step(xp, *data)
                    result.block_until_ready() if wait is None else wait()
                    if k >= 3:
                        ms.append(1e3 * (time.perf_counter() - began))
                row["median_ms"] = statistics.median(ms)
            except Exception as e:
                row["note"] = f"{type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}"[:160]
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
