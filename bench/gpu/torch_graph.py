"""PyTorch at its best: all models by `torch.func.vmap`, the steps of an epoch captured in one CUDA graph."""

import sys

import torch
from torch.nn import functional as F

import job
from measure import measure

try:
    from torch.func import grad_and_value, vmap
except ImportError:  # before PyTorch 2
    from functorch import grad_and_value, vmap

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def loss_of(parameters, penalty, x, y):
    """The loss of one model, with half its penalty times θ² so that the gradient is coupled, and the bare MSE."""
    a = x
    for i, (weight, bias) in enumerate(zip(parameters[::2], parameters[1::2])):
        a = F.linear(a, weight, bias)
        if 0 < i < len(parameters) // 2 - 1:
            a = F.leaky_relu(a, job.SLOPE)
    error = F.mse_loss(a, y)
    return error + 0.5 * penalty * sum(own.square().sum() for own in parameters), error


class Trainer:
    def __init__(self, models):
        self.x, self.y = (torch.from_numpy(own).to(device) for own in job.batches())
        self.penalties = torch.from_numpy(job.penalties(models)).to(device)
        initial = [torch.from_numpy(own).to(device) for layer in job.initial_layers() for own in layer]
        self.parameters = [own.expand(models, *own.shape).clone() for own in initial]
        on_gpu = {"fused": True, "capturable": True} if device.type == "cuda" else {}
        betas = (job.BETA1, job.BETA2)
        self.optimizer = torch.optim.Adam(self.parameters, job.LEARNING_RATE, betas, job.EPSILON, **on_gpu)
        self.gradients_of = vmap(grad_and_value(loss_of, has_aux=True), in_dims=(0, 0, None, None))
        self.losses = torch.zeros(models, device=device)
        self.epoch = self.captured() if device.type == "cuda" else self.plain_epoch

    def plain_epoch(self):
        for x, y in zip(self.x, self.y):
            gradients, (_, error) = self.gradients_of(self.parameters, self.penalties, x, y)
            for own, gradient in zip(self.parameters, gradients):
                own.grad = gradient
            self.optimizer.step()
            self.losses.copy_(error)

    def captured(self):
        """A function that replays an epoch; what warming up and capturing changed is put back."""
        before = [own.clone() for own in self.parameters]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            self.plain_epoch()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.plain_epoch()
        for own, initial in zip(self.parameters, before):
            own.copy_(initial)
            for moment in self.optimizer.state[own].values():
                moment.zero_()
        return graph.replay

    def train(self, steps):
        for _ in range(steps // job.EPOCH):
            self.epoch()
        return self.losses.cpu().numpy()


if __name__ == "__main__":
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    for tf32 in (False, True) if device.type == "cuda" else (False,):
        torch.backends.cuda.matmul.allow_tf32 = tf32
        title = f"torch.func + CUDA graph, {'TF32' if tf32 else 'fp32'}"
        for models in map(int, sys.argv[1:]):
            measure(title, models, Trainer(models).train, name, f"PyTorch {torch.__version__}")
