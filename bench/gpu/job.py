"""The job that everything in this folder trains: the article's network, 11 batches of 64 rows in file order.

All models start from the same weights and differ in their coupled decay. `python3 job.py FOLDER` writes what the other
programs read: CSV and safetensors for Thetascape, f32 one after the other for CUDA.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

WIDTHS = [1, 64, 64, 64, 64, 1]
BATCH = 64
EPOCH = 11
SLOPE = 0.03
LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
SAMPLED = [0, 31, 63]
"""Models whose losses are compared with those of the reference."""
CHECKED = 2 * EPOCH
"""Steps whose losses are compared."""


def data(rows, seed):
    """x and y (rows, 1), f32: the article's curve, scaled, with noise."""
    random = np.random.default_rng(seed)
    x = random.uniform(0, 4 * np.pi, (rows, 1))
    curve = np.sin(0.952901 * x) * (1 - np.cos(1.453983 * x)) * np.exp(0.0953329 * x)
    y = 0.5 + 0.1 * (curve + random.normal(0, 0.1, x.shape))
    return x.astype(np.float32), y.astype(np.float32)


def initial_layers():
    """Weight (O, I) and bias (O,) of each layer, f32, drawn as PyTorch draws them."""
    random = np.random.default_rng(1)
    sizes = zip(WIDTHS, WIDTHS[1:])
    draw = lambda fan_in, shape: random.uniform(-(fan_in**-0.5), fan_in**-0.5, shape).astype(np.float32)
    return [(draw(fan_in, (fan_out, fan_in)), draw(fan_in, (fan_out,))) for fan_in, fan_out in sizes]


def penalties(models):
    """(models,) f32: 64 values from 1e-5 to 1e-2, over and over."""
    return (1e-5 * 10 ** (3 * (np.arange(models) % 64) / 63)).astype(np.float32)


def batches():
    x, y = data(BATCH * EPOCH, seed=0)
    return x.reshape(EPOCH, BATCH, 1), y.reshape(EPOCH, BATCH, 1)


def reference(penalty, steps=CHECKED):
    """Loss of each step in f64, by the formulas of Kingma & Ba, algorithm 1."""
    x, y = (own.astype(np.float64) for own in batches())
    layers = [[own.astype(np.float64) for own in layer] for layer in initial_layers()]
    moments = [[(np.zeros_like(own), np.zeros_like(own)) for own in layer] for layer in layers]
    losses = []
    for step in range(1, steps + 1):
        loss, gradients = loss_and_gradients(layers, x[(step - 1) % EPOCH], y[(step - 1) % EPOCH])
        losses.append(loss)
        for layer, own_moments, own_gradients in zip(layers, moments, gradients):
            for i, gradient in enumerate(own_gradients):
                gradient = gradient + penalty * layer[i]
                first = BETA1 * own_moments[i][0] + (1 - BETA1) * gradient
                second = BETA2 * own_moments[i][1] + (1 - BETA2) * gradient**2
                own_moments[i] = (first, second)
                corrected = np.sqrt(second / (1 - BETA2**step)) + EPSILON
                layer[i] = layer[i] - LEARNING_RATE * first / (1 - BETA1**step) / corrected
    return losses


def loss_and_gradients(layers, x, y):
    activations = [x]
    for i, (weight, bias) in enumerate(layers):
        z = activations[-1] @ weight.T + bias
        activations.append(np.where(z > 0, z, SLOPE * z) if 0 < i < len(layers) - 1 else z)
    error = activations[-1] - y
    delta, gradients = 2 * error / len(x), []
    for i in reversed(range(len(layers))):
        gradients.insert(0, (delta.T @ activations[i], delta.sum(0)))
        if i > 0:
            slope = np.where(activations[i] > 0, 1, SLOPE) if i > 1 else 1
            delta = (delta @ layers[i][0]) * slope
    return (error**2).mean(), gradients


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, (x, y) in {"train": data(BATCH * EPOCH, 0), "validation": data(BATCH, 2)}.items():
        np.savetxt(folder / f"{name}.csv", np.hstack([x, y]), fmt="%.9g", delimiter=",", header="x,y", comments="")
    write_safetensors(folder / "initial.safetensors")
    x, y = batches()
    numbers = [x, y, *(own for layer in initial_layers() for own in layer)]
    np.concatenate([own.ravel() for own in numbers]).tofile(folder / "job.bin")
    expected = [reference(penalties(64)[model]) for model in SAMPLED]
    np.asarray(expected, np.float32).tofile(folder / "expected.bin")


def write_safetensors(path):
    header, end, parts = {}, 0, []
    for i, layer in enumerate(initial_layers()):
        for name, own in zip(("weight", "bias"), layer):
            begin, end = end, end + own.nbytes
            header[f"{2 * i}.{name}"] = {"dtype": "F32", "shape": own.shape, "data_offsets": [begin, end]}
            parts.append(own.tobytes())
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
