"""The infinite-width prediction as neural-tangents computes it, by hand in JAX (NumPy without it): the closed-form kernel of a
two-layer ReLU net in the NTK scaling, Cholesky, and the prediction at the points of a run of
`lfp solve --operator infinite-width`, with which it is compared. Memory grows as n^2, time as n^3. Double precision.

Usage: gpu_predict.py RUN DATA.csv [--device gpu|cpu] [--quick]
RUN is the folder of that run, made with the law a = normal(1), w = normal(1), b = normal(3) and --normalise unit; its ridge is
taken from run.json. Prints one JSON line: case, by, median_ms, lfp_ms (the run's own time), error (largest difference from its
prediction over the largest prediction), or note with the reason why there is none.
"""
import argparse
import json
import os
import statistics
import time

import numpy as np

SIGMA_A, SIGMA_W, SIGMA_B = 1.0, 1.0, 3.0


def kernel(xp, p, q):
    """E sigma(z) sigma(z') + sigma_a^2 (1 + p.q) E 1[z > 0] 1[z' > 0], z = w.x + b, by the arc-cosine formulas."""
    dot = SIGMA_W**2 * (p @ q.T) + SIGMA_B**2
    size_p = xp.sqrt(SIGMA_W**2 * (p**2).sum(1) + SIGMA_B**2)[:, None]
    size_q = xp.sqrt(SIGMA_W**2 * (q**2).sum(1) + SIGMA_B**2)[None, :]
    cosine = xp.clip(dot / (size_p * size_q), -1, 1)
    angle = xp.arccos(cosine)
    value = size_p * size_q * (xp.sqrt(1 - cosine**2) + (np.pi - angle) * cosine) / (2 * np.pi)
    return value + SIGMA_A**2 * (1 + p @ q.T) * (np.pi - angle) / (2 * np.pi)


def predictor(xp, cho_solve):
    def predict(x, y, points, ridge):
        return kernel(xp, points, x) @ cho_solve(kernel(xp, x, x) + ridge * xp.eye(len(y)), y)

    return predict


def numpy_solve(k, y):
    factor = np.linalg.cholesky(k)
    return np.linalg.solve(factor.T, np.linalg.solve(factor, y))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("data")
    parser.add_argument("--device", choices=["gpu", "cpu"], default="gpu")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with open(os.path.join(options.run, "run.json")) as file:
        run = json.load(file)
    table = np.loadtxt(options.data, delimiter=",", skiprows=1)
    wanted = np.loadtxt(os.path.join(options.run, "prediction.csv"), delimiter=",", skiprows=1)
    columns = run["normalisation"]["inputs"]
    centre = np.array([c["centre"] for c in columns])
    scale = np.array([c["scale"] for c in columns])
    target = run["normalisation"]["target"]
    x = (table[:, :-1] - centre) / scale
    y = (table[:, -1] - target["centre"]) / target["scale"]
    points = (wanted[:, :-1] - centre) / scale
    row = {"case": f"predict-{len(y)}", "lfp_ms": 1e3 * run["seconds"]}
    try:
        import jax
        import jax.scipy.linalg

        jax.config.update("jax_enable_x64", True)
        if options.device == "gpu" and jax.default_backend() != "gpu":
            raise ImportError("JAX has no GPU here")
        row["by"] = "JAX " + jax.default_backend()
        predict = jax.jit(
            predictor(jax.numpy, lambda k, v: jax.scipy.linalg.cho_solve(jax.scipy.linalg.cho_factor(k, lower=True), v))
        )
        x, y, points = (jax.numpy.asarray(v) for v in (x, y, points))
    except ImportError as e:
        row["by"] = "NumPy"
        row["note"] = f"on the CPU: {e}"
        predict = predictor(np, numpy_solve)
    ms = []
    for _ in range(2 if options.quick else 4):
        began = time.perf_counter()
        h = np.asarray(predict(x, y, points, run["ridge"]))
        ms.append(1e3 * (time.perf_counter() - began))
    row["median_ms"] = statistics.median(ms[1:])
    h = target["centre"] + target["scale"] * h
    row["error"] = float(np.abs(h - wanted[:, -1]).max() / np.abs(wanted[:, -1]).max())
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
