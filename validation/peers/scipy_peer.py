"""SciPy as a peer of lfp bench.

    scipy_peer.py complex|both|real D M THREADS   transforms as fftw.cpp does them
    scipy_peer.py eigh N                           all eigenvectors of the matrix |i - j|

say {"ready": version}, then answer every line of input with one repetition, {"ms": time}. Whole processes:

    scipy_peer.py rbf FILE KERNEL NEIGHBOURS M     scattered interpolation, evaluated on a grid of M points an axis;
                                                   0 neighbours for all
    scipy_peer.py cubic FILE                       the cubic spline through one input, evaluated at 1,000 points
"""

import json
import sys
import time

import numpy as np
import scipy


def serve(work):
    """One repetition of work() a line."""
    print(json.dumps({"ready": scipy.__version__}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"ms": 1e3 * work()}), flush=True)


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def transforms(kind, d, m, threads):
    import scipy.fft as fft

    rng = np.random.default_rng(0)
    shape = (m,) * d
    if kind == "real":
        x = rng.standard_normal(shape)
        return lambda: timed(lambda: fft.irfftn(fft.rfftn(x, workers=threads), s=shape, workers=threads, overwrite_x=True))
    x = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)

    def complex_ones():
        data = x.copy()

        def work():
            there = fft.fftn(data, workers=threads, overwrite_x=True)
            if kind == "both":
                fft.ifftn(there, workers=threads, overwrite_x=True)

        return timed(work)

    return complex_ones


def eigenvectors(n):
    from scipy.linalg import eigh

    i = np.arange(n, dtype=float)
    a = np.abs(i[:, None] - i[None, :])
    return lambda: timed(lambda: eigh(a, driver="evd", check_finite=False))


def rbf(file, kernel, neighbours, m):
    from scipy.interpolate import RBFInterpolator

    with np.load(file) as z:
        x, y = z["X"], z["y"]
    axes = [np.linspace(lo, hi, m) for lo, hi in zip(x.min(axis=0), x.max(axis=0))]
    grid = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], axis=1)
    RBFInterpolator(x, y, kernel=kernel, neighbors=neighbours or None)(grid)


def cubic(file):
    from scipy.interpolate import CubicSpline

    with np.load(file) as z:
        x, first = np.unique(z["X"][:, 0], return_index=True)
        y = z["y"][first]
    CubicSpline(x, y, bc_type="natural")(np.linspace(x[0], x[-1], 1000))


what, *rest = sys.argv[1:]
if what in ("complex", "both", "real"):
    serve(transforms(what, *map(int, rest)))
elif what == "eigh":
    serve(eigenvectors(int(rest[0])))
elif what == "rbf":
    rbf(rest[0], rest[1], int(rest[2]), int(rest[3]))
elif what == "cubic":
    cubic(rest[0])
else:
    sys.exit("no case " + what)
