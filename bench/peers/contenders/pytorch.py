"""PyTorch on the CPU: answers one line of JSON by another, as host.mjs does."""

import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def layer_tensors(job):
    """The data and the layers of `job`, a file of f32 in the order that run.mjs writes."""
    numbers = torch.from_numpy(np.fromfile(job["file"], dtype=np.float32))
    sizes = [job["rows"], job["rows"], job["models"]]
    shapes = [(job["rows"], 1), (job["rows"], 1), (job["models"],)]
    for fan_in, fan_out in job["layers"]:
        shapes += [(job["models"], fan_out, fan_in), (job["models"], fan_out)]
        sizes += [job["models"] * fan_in * fan_out, job["models"] * fan_out]
    x, y, penalties, *layers = [own.reshape(shape) for own, shape in zip(numbers.split(sizes), shapes)]
    return x, y, penalties, list(zip(layers[::2], layers[1::2]))


def adam(parameters, job, weight_decay=0.0):
    own = job["adam"]
    betas = (own["beta1"], own["beta2"])
    return torch.optim.Adam(parameters, own["learningRate"], betas, own["epsilon"], weight_decay=weight_decay)


class Network(nn.Module):
    """One model, as in the article: the first layer is bare."""

    def __init__(self, layers, model, slope):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(weight.shape[2], weight.shape[1]) for weight, _ in layers)
        self.slope = slope
        with torch.no_grad():
            for own, (weight, bias) in zip(self.layers, layers):
                own.weight.copy_(weight[model])
                own.bias.copy_(bias[model])

    def forward(self, x):
        x = self.layers[0](x)
        for layer in self.layers[1:-1]:
            x = F.leaky_relu(layer(x), self.slope)
        return self.layers[-1](x)


class OneByOne:
    """Models trained one after the other; every model has a network and an optimizer of its own."""

    def __init__(self, job):
        self.job = job
        self.x, self.y, penalties, layers = layer_tensors(job)
        self.networks = [Network(layers, model, job["slope"]) for model in range(job["models"])]
        self.optimizers = [
            adam(network.parameters(), job, penalty.item()) for network, penalty in zip(self.networks, penalties)
        ]

    @property
    def unit(self):
        return self.job["rows"] // self.job["batch"]

    def train(self, steps):
        epochs = steps // self.unit
        return [
            sum(self.epoch(network, optimizer) for _ in range(epochs)) / epochs
            for network, optimizer in zip(self.networks, self.optimizers)
        ]

    def step(self, network, optimizer, x, y):
        optimizer.zero_grad()
        loss = F.mse_loss(network(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()


class Notebook(OneByOne):
    """As the article's notebook: a DataLoader, losses as numbers, and a validation pass after every epoch."""

    def __init__(self, job):
        super().__init__(job)
        rows = torch.utils.data.TensorDataset(self.x, self.y)
        self.loader = torch.utils.data.DataLoader(rows, batch_size=job["batch"])
        # as many rows as Thetascape validates on here
        held_out = torch.utils.data.Subset(rows, range(job["batch"]))
        self.validation = torch.utils.data.DataLoader(held_out, batch_size=job["batch"])

    def epoch(self, network, optimizer):
        losses = [self.step(network, optimizer, x, y) for x, y in self.loader]
        with torch.no_grad():
            for x, y in self.validation:
                F.mse_loss(network(x), y).item()
        return sum(losses) / len(losses)


class Plain(OneByOne):
    """The same without a DataLoader and without validation."""

    def epoch(self, network, optimizer):
        batches = zip(self.x.split(self.job["batch"]), self.y.split(self.job["batch"]))
        losses = [self.step(network, optimizer, x, y) for x, y in batches]
        return sum(losses) / len(losses)


class ByHand:
    """All models at once: stacked weights, `baddbmm`, and one Adam over them."""

    unit = 1

    def __init__(self, job):
        self.job, self.done = job, 0
        x, y, penalties, layers = layer_tensors(job)
        stacked = lambda rows: [own.expand(job["models"], -1, -1) for own in rows.split(job["batch"])]
        self.batches = list(zip(stacked(x), stacked(y)))
        self.penalties = penalties[:, None, None]
        self.layers = [(weight.clone().requires_grad_(), bias[:, None].clone().requires_grad_()) for weight, bias in layers]
        self.parameters = [own for layer in self.layers for own in layer]
        self.optimizer = adam(self.parameters, job)

    def train(self, steps):
        losses = [self.step() for _ in range(steps)]
        return torch.stack(losses).mean(0).tolist()

    def step(self):
        a, y = self.batches[self.done % len(self.batches)]
        self.done += 1
        for i, (weight, bias) in enumerate(self.layers):
            a = torch.baddbmm(bias, a, weight.transpose(1, 2))
            if 0 < i < len(self.layers) - 1:
                a = F.leaky_relu(a, self.job["slope"])
        losses = (a - y).square().mean((1, 2))
        self.optimizer.zero_grad()
        losses.sum().backward()
        for own in self.parameters:
            own.grad.addcmul_(self.penalties, own.detach())
        self.optimizer.step()
        return losses.detach()


CONTENDERS = {"notebook": Notebook, "plain loop": Plain, "by hand": ByHand}


def answer(message, open_contenders):
    task, name = message["task"], message["name"]
    if task == "create":
        open_contenders[name] = CONTENDERS[name.removeprefix("PyTorch ")](message["job"])
        return {"unit": open_contenders[name].unit}
    if task == "dispose":
        del open_contenders[name]
        return {}
    started = time.perf_counter()
    losses = open_contenders[name].train(message["steps"])
    return {"seconds": time.perf_counter() - started, "losses": losses}


def main():
    # products of 64 by 64 are too small to share
    torch.set_num_threads(1)
    open_contenders = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), open_contenders)
        except Exception as error:
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
