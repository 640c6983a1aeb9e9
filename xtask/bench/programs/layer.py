"""What runs in Python: `python layer.py <extent> <kernel extent>`; the layer is that of layer.mjs."""

import json
import sys
from time import perf_counter

import numpy as np

WARM = 0.2  # seconds until the memory of a program is settled
TOO_SLOW = 1024  # some ten seconds a pass, for the notebook


def inputs(extent, kernel_extent):
    """The same numbers as in layer.mjs."""
    x = (np.arange(extent**2) * 757 % 2003 / 2003).reshape(extent, extent)
    w = (np.arange(kernel_extent**2) * 331 % 2003 / 2003 - 0.5).reshape(kernel_extent, kernel_extent)
    return x, w


def timed(layer, x, w):
    """Milliseconds of one call: the mean of as many as take 20 ms together."""
    calls = 1
    while True:
        start = perf_counter()
        for _ in range(calls):
            layer(x, w)
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
    """Vectorised: a loop over the cells of the kernel, all positions at once."""
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
    """Vectorised without any loop: a view of all windows, and of dZ with zeros around it."""
    view = np.lib.stride_tricks.sliding_window_view
    kh, kw = w.shape
    z = np.tensordot(view(x, w.shape), w, 2)
    a = sigmoid(z)
    dz = a * (1 - a)
    padded = np.pad(dz, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = np.tensordot(view(padded, w.shape), w[::-1, ::-1], 2)
    dw = np.tensordot(view(x, dz.shape), dz, 2)
    return dx, dw, np.sum(dz)


def measured(layer, x, w):
    end = perf_counter() + WARM
    while True:
        _, dw, _ = layer(x, w)
        if perf_counter() >= end:
            break
    return {"milliseconds": timed(layer, x, w), "first_dw": dw[0, 0]}


np.ones(2**21)  # freed at once: from then on malloc keeps what the programs free
x, w = inputs(*map(int, sys.argv[1:]))
samples = {"numpy": min((measured(layer, x, w) for layer in [shifted, windows]), key=lambda s: s["milliseconds"])}
if len(x) < TOO_SLOW:
    samples["notebook"] = measured(notebook, x, w)
print(json.dumps(samples))
