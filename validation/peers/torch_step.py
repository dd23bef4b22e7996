"""PyTorch as a peer of lfp bench: a two-layer ReLU net's training step, as net_step.cpp does it.

    torch_step.py autograd|manual|chunked|best M N D THREADS [check]

autograd: the gradient is PyTorch's. manual: by hand, all activations at once. chunked: by hand, neurons by the chunk that a cache
holds, whose activations are computed again for the gradient; the fastest chunk and layout for each pass. best: the fastest of those by hand.
Says {"ready": version}, then answers every line of input with one repetition, {"ms": time of one step}. A repetition starts from the
same net and lasts about 200 ms: as many steps, back to back, as it takes. check: the first three steps' losses, and no more.
"""

import ctypes
import json
import math
import statistics
import sys
import time

import torch

REPETITION_S = 0.2
# Activations in a chunk, for calibration.
CHUNKS = (1 << 14, 1 << 16, 1 << 18, 1 << 20)


def uniforms(count):
    """Numbers in (0, 1), net_step.cpp's: a linear congruential generator's, the second half of them from the first by one jump."""

    def signed(i):
        return (i + (1 << 63)) % (1 << 64) - (1 << 63)

    factor, term = 6364136223846793005, 1442695040888963407
    states = torch.tensor([signed(factor + term)])
    while len(states) < count:
        states = torch.cat([states, states * signed(factor) + signed(term)])
        factor, term = factor * factor % (1 << 64), term * (factor + 1) % (1 << 64)
    return (((states[:count] >> 40) & 0xFFFFFF).double() + 0.5) / 16777216


class Problem:
    def __init__(self, m, n, d):
        self.m, self.n, self.d, self.rate = m, n, d, 1e-3 / m
        u = uniforms(n * d + 2 * m * (d + 2))
        pairs = u[n * d :].view(-1, 2)
        normals = torch.sqrt(-2 * torch.log(pairs[:, 0])) * torch.cos(2 * math.pi * pairs[:, 1])
        self.x = (2 * u[: n * d] - 1).float().view(n, d)
        self.y = torch.sin(3 * self.x.double().sum(1)).float()
        self.w = normals[: m * d].float().view(m, d)
        self.b = normals[m * d : m * (d + 1)].float()
        self.a = (normals[m * (d + 1) :] / math.sqrt(m)).float()


class Autograd:
    name = "autograd"

    def __init__(self, problem):
        self.problem = problem
        self.net = [p.clone().requires_grad_() for p in (problem.w, problem.b, problem.a)]

    @torch.no_grad()
    def start(self):
        for ours, first in zip(self.net, (self.problem.w, self.problem.b, self.problem.a)):
            ours.copy_(first)

    def step(self):
        w, b, a = self.net
        f = torch.relu(torch.addmm(b, self.problem.x, w.t())) @ a
        loss = 0.5 * ((f - self.problem.y) ** 2).sum()
        gradients = torch.autograd.grad(loss, self.net)
        with torch.no_grad():
            for p, gradient in zip(self.net, gradients):
                p.sub_(gradient, alpha=self.problem.rate)
        return loss.detach()


class ByHand:
    """Weights are the rows of a matrix, one a coordinate, biases are its last one. Where z > 0, relu(z) is z: the residuals' sums over
    the points where a neuron is active are gradient enough."""

    def __init__(self, problem):
        self.problem = problem
        self.first = torch.cat([problem.w.t(), problem.b[None]]).contiguous(), problem.a
        self.W, self.a = (p.clone() for p in self.first)
        self.x = torch.cat([problem.x.t(), torch.ones(1, problem.n)]).contiguous()

    def start(self):
        self.W.copy_(self.first[0])
        self.a.copy_(self.first[1])

    def descend(self, W, a, sums):
        """sums: of r x and of r over the points where a neuron is active."""
        gradient = (sums * W).sum(0)
        W.addcmul_(sums, a, value=-self.problem.rate)
        a.sub_(gradient, alpha=self.problem.rate)

    def residuals(self, f):
        r = f - self.problem.y
        return self.x * r, 0.5 * (r @ r)


class Manual(ByHand):
    name = "manual"

    def __init__(self, problem):
        super().__init__(problem)
        self.z = torch.empty(problem.n, problem.m)

    @torch.no_grad()
    def step(self):
        z = torch.mm(self.x.t(), self.W, out=self.z).relu_()
        terms, loss = self.residuals(z @ self.a)
        self.descend(self.W, self.a, terms @ z.sign_())
        return loss


class Way:
    """How a chunk's activations are laid out, a row a neuron or a row a point, and whether matrix products or broadcasts make them
    and sum over them: a library for the former is not always the faster with 2 to 4 rows."""

    ALL = [(rows, made, summed) for rows in ("neuron", "point") for made in ("mm", "outer") for summed in ("mm", "sum")]

    def __init__(self, way):
        self.rows, self.made, self.summed = way

    def __str__(self):
        return f"{self.rows} {self.made} {self.summed}"

    def activations(self, W, x, out):
        left, right = (W, x) if self.rows == "neuron" else (x, W)
        z = out[: W.shape[1] * x.shape[1]].view(left.shape[1], right.shape[1])
        if self.made == "mm":
            return torch.mm(left.t(), right, out=z)
        torch.outer(left[0], right[0], out=z)
        for k in range(1, len(W) - 1):
            z.addcmul_(left[k, :, None], right[k])
        return z.add_(W[-1, :, None] if self.rows == "neuron" else W[-1])

    def over_neurons(self, a, z):
        if self.rows == "neuron":
            return a @ z if self.summed == "mm" else z.mul_(a[:, None]).sum(0)
        return z @ a if self.summed == "mm" else z.mul_(a).sum(1)

    def over_points(self, terms, z):
        if self.summed == "mm":
            return terms @ (z.t() if self.rows == "neuron" else z)
        if self.rows == "neuron":
            return torch.stack([(z * t).sum(1) for t in terms])
        return torch.stack([(z * t[:, None]).sum(0) for t in terms])


class Chunked(ByHand):
    def __init__(self, problem):
        super().__init__(problem)
        largest = max(map(self.size, CHUNKS))
        self.z = torch.empty(largest * problem.n)
        self.zeros = torch.zeros_like(self.x)
        # Each pass has its own best: on a part of the neurons, with residuals that change nothing.
        m = min(problem.m, 4 * largest)
        sizes = sorted(set(map(self.size, CHUNKS)))
        ways = [(size, Way(way)) for size in sizes for way in Way.ALL]
        self.forth = min(ways, key=lambda way: least(lambda: self.values(*way, m)))
        self.back = min(ways, key=lambda way: least(lambda: self.update(*way, m, self.zeros)))
        self.name = "chunked {} {}, {} {}".format(*self.forth, *self.back)

    def size(self, activations):
        return max(16, min(self.problem.m, activations // self.problem.n))

    @torch.no_grad()
    def values(self, size, way, m):
        f = torch.zeros(self.problem.n)
        for from_ in range(0, m, size):
            to = min(m, from_ + size)
            f += way.over_neurons(self.a[from_:to], way.activations(self.W[:, from_:to], self.x, self.z).relu_())
        return f

    @torch.no_grad()
    def update(self, size, way, m, terms):
        for from_ in range(0, m, size):
            to = min(m, from_ + size)
            active = way.activations(self.W[:, from_:to], self.x, self.z).gt_(0)
            self.descend(self.W[:, from_:to], self.a[from_:to], way.over_points(terms, active))

    def step(self):
        terms, loss = self.residuals(self.values(*self.forth, self.problem.m))
        self.update(*self.back, self.problem.m, terms)
        return loss


def keep_memory():
    """glibc gives large arrays back at once, and a step that gets them again waits for their pages, longer than for its sums."""
    try:
        trim_threshold, mmap_max = -1, -4
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(trim_threshold, -1)
        mallopt(mmap_max, 0)
    except (AttributeError, OSError):
        pass  # Another library's allocator.


def least(work):
    """The seconds of the fastest of a few."""
    times = []
    while len(times) < 3 or sum(times) < 0.02:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def seconds(form, steps):
    """Of one step, the first ones, back to back."""
    form.start()
    began = time.perf_counter()
    for _ in range(steps):
        form.step()
    return (time.perf_counter() - began) / steps


def chosen(form, problem):
    if form == "autograd":
        return Autograd(problem)
    if form == "manual":
        return Manual(problem)
    chunked = Chunked(problem)
    # All activations at once: not where they are more than 4 GiB.
    if form == "best" and problem.m * problem.n <= 1 << 30:
        manual = Manual(problem)
        if least(manual.step) < least(chunked.step):
            return manual
    return chunked


def main(form, m, n, d, threads, check=None):
    if form not in ("autograd", "manual", "chunked", "best"):
        sys.exit("no form " + form)
    keep_memory()
    torch.set_num_threads(int(threads))
    problem = Problem(int(m), int(n), int(d))
    net = chosen(form, problem)
    net.start()
    losses = [float(net.step()) for _ in range(3 if check else 2)]
    if not all(map(math.isfinite, losses)):
        sys.exit("a loss is not finite")
    if check:
        for loss in losses:
            print(f"{loss:.7g}")
        return
    steps = max(1, round(REPETITION_S / seconds(net, 2)))
    version = torch.__version__
    print(json.dumps({"ready": version if net.name == form else f"{version}, {net.name}"}), flush=True)
    times = []
    for _ in sys.stdin:
        times.append(1e3 * seconds(net, steps))
        print(json.dumps({"ms": times[-1]}), flush=True)
    if times:
        print(json.dumps({"median_ms": statistics.median(times)}))


main(*sys.argv[1:])
