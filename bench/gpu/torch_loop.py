"""PyTorch as the article's notebook uses it: one model at a time, a network and an optimizer of its own."""

import torch
from torch import nn

import job
from measure import measure

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def network():
    layers = job.initial_layers()
    modules = []
    for i, (weight, bias) in enumerate(layers):
        linear = nn.Linear(weight.shape[1], weight.shape[0])
        linear.weight.data, linear.bias.data = torch.from_numpy(weight), torch.from_numpy(bias)
        modules += [linear, nn.LeakyReLU(job.SLOPE)] if 0 < i < len(layers) - 1 else [linear]
    return nn.Sequential(*modules).to(device)


def trainer():
    x, y = (torch.from_numpy(own).to(device) for own in job.batches())
    model = network()
    optimizer = torch.optim.Adam(
        model.parameters(), job.LEARNING_RATE, (job.BETA1, job.BETA2), job.EPSILON, weight_decay=float(job.penalties(1)[0])
    )
    done = 0

    def train(steps):
        nonlocal done
        for _ in range(steps):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x[done % job.EPOCH]), y[done % job.EPOCH])
            loss.backward()
            optimizer.step()
            done += 1
        return [loss.item()]

    return train


if __name__ == "__main__":
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    measure("PyTorch loop", 1, trainer(), name, f"PyTorch {torch.__version__}")
