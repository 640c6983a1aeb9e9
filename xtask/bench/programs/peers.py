"""What runs in Python: a line `["program", extent, kernel_extent]` is answered by a line."""

import json
import sys
from time import perf_counter

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None


def inputs(extent, kernel_extent):
    """The same numbers as in layer.mjs."""
    x = (np.arange(extent**2) * 757 % 2003 / 2003).reshape(extent, extent)
    w = (np.arange(kernel_extent**2) * 331 % 2003 / 2003 - 0.5).reshape(kernel_extent, kernel_extent)
    return x, w


def timed(run):
    """Milliseconds of one call: the mean of as many as take 20 ms together."""
    calls = 1
    while True:
        start = perf_counter()
        for _ in range(calls):
            run()
        passed = perf_counter() - start
        if passed >= 0.02:
            return passed / calls * 1e3
        calls *= 2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def notebook(x, w):
    """A loop over positions, one window at a time."""
    kh, kw = w.shape
    rows, cols = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    z = np.zeros((rows, cols))
    for h in range(rows):
        for v in range(cols):
            z[h, v] = np.sum(x[h : h + kh, v : v + kw] * w)
    a = sigmoid(z)
    dz = a * (1 - a)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for h in range(rows):
        for v in range(cols):
            dx[h : h + kh, v : v + kw] += w * dz[h, v]
            dw += x[h : h + kh, v : v + kw] * dz[h, v]
    return dx, dw, np.sum(dz)


def shifted(x, w):
    """A loop over the cells of the kernel, all positions at once."""
    kh, kw = w.shape
    rows, cols = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    cells = [(i, j, (slice(i, i + rows), slice(j, j + cols))) for i in range(kh) for j in range(kw)]
    z = np.zeros((rows, cols))
    for i, j, window in cells:
        z += w[i, j] * x[window]
    a = sigmoid(z)
    dz = a * (1 - a)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i, j, window in cells:
        dx[window] += w[i, j] * dz
        dw[i, j] = np.einsum("ij,ij", x[window], dz)
    return dx, dw, np.sum(dz)


def windows(x, w):
    """No loop: a view of all windows, and of dZ with zeros around it."""
    view = np.lib.stride_tricks.sliding_window_view
    kh, kw = w.shape
    z = np.tensordot(view(x, w.shape), w, 2)
    a = sigmoid(z)
    dz = a * (1 - a)
    padded = np.pad(dz, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = np.tensordot(view(padded, w.shape), w[::-1, ::-1], 2)
    dw = np.tensordot(view(x, dz.shape), dz, 2)
    return dx, dw, np.sum(dz)


def vectorised(x, w):
    """The faster of the two without a loop over positions."""
    fastest = min([shifted, windows], key=lambda layer: timed(lambda: layer(x, w)))
    return lambda: fastest(x, w)


def autograd(x, w):
    """PyTorch on one thread, f64."""
    x = torch.tensor(x[None, None], requires_grad=True)
    w = torch.tensor(w[None, None], requires_grad=True)
    b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    rows, cols = x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1
    g = torch.ones(1, 1, rows, cols, dtype=torch.float64)

    def run():
        h = torch.sigmoid(torch.nn.functional.conv2d(x, w, b))
        dx, dw, db = torch.autograd.grad(h, (x, w, b), g)
        return dx[0, 0], dw[0, 0], db

    return run


PROGRAMS = {"notebook": lambda x, w: lambda: notebook(x, w), "numpy": vectorised}
if torch:
    PROGRAMS["pytorch"] = autograd


def make(program, *extents):
    """A program for a layer, and the first cell of its dW."""
    run = PROGRAMS[program](*inputs(*extents))
    _, dw, _ = run()
    return run, float(dw[0, 0])


def main():
    made = {}
    for line in sys.stdin:
        key = tuple(json.loads(line))
        if key[0] in PROGRAMS:
            made[key] = made.get(key) or make(*key)
            run, first_dw = made[key]
            answer = {"first_dw": first_dw, "milliseconds": timed(run)}
        else:
            answer = {"absent": "not here; `--torch` installs it"}
        print(json.dumps(answer), flush=True)


main()
