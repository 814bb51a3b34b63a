"""tiny-cuda-nn, the fastest trainer of one small network: width 64, four hidden layers, a batch of 2^18 rows.

Its rate is given in batches of 64 rows a second, so that it compares with model-steps/s of independent models.
Needs its PyTorch binding: pip install git+https://github.com/NVlabs/tiny-cuda-nn/#subdirectory=bindings/torch
"""

import tinycudann as tcnn
import torch

import job
from measure import report, rates_of

BATCH = 2**18
CONFIG = {"otype": "FullyFusedMLP", "activation": "LeakyReLU", "output_activation": "None", "n_neurons": 64, "n_hidden_layers": 4}


def trainer():
    network = tcnn.Network(1, 1, CONFIG)
    optimizer = torch.optim.Adam(network.parameters(), job.LEARNING_RATE, (job.BETA1, job.BETA2), job.EPSILON, fused=True)
    x, y = (torch.from_numpy(own).cuda() for own in job.data(BATCH, seed=0))

    def train(steps):
        for _ in range(steps):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(network(x).float(), y)
            loss.backward()
            optimizer.step()
        return [loss.item()]

    return train


if __name__ == "__main__":
    train = trainer()
    train(job.CHECKED)
    rates, scale = rates_of(train, BATCH // job.BATCH)
    report("tiny-cuda-nn, fp16, one model, batch 2^18", 1, rates, scale, torch.cuda.get_device_name(), f"PyTorch {torch.__version__}")
