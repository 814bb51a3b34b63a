"""JAX: `vmap` over the models, `scan` over the steps, one `jit` around both."""

import sys
from functools import partial

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

import job
from measure import measure


def loss_of(layers, x, y):
    a = x
    for i, (weight, bias) in enumerate(layers):
        a = a @ weight.T + bias
        if 0 < i < len(layers) - 1:
            a = jnp.where(a > 0, a, job.SLOPE * a)
    return jnp.mean((a - y) ** 2)


def step(state, penalty, x, y, count):
    """One Adam step of one model; `state` is parameters, first and second moments."""
    parameters, first, second = state
    loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y)
    gradients = jax.tree.map(lambda g, p: g + penalty * p, gradients, parameters)
    first = jax.tree.map(lambda m, g: job.BETA1 * m + (1 - job.BETA1) * g, first, gradients)
    second = jax.tree.map(lambda v, g: job.BETA2 * v + (1 - job.BETA2) * g * g, second, gradients)
    correct1, correct2 = 1 - job.BETA1**count, 1 - job.BETA2**count
    move = lambda p, m, v: p - job.LEARNING_RATE * (m / correct1) / (jnp.sqrt(v / correct2) + job.EPSILON)
    return (jax.tree.map(move, parameters, first, second), first, second), loss


@partial(jax.jit, static_argnums=2, donate_argnums=0)
def train_steps(state, done, steps, penalties, x, y):
    def body(own, _):
        own, count, _ = own
        batch = count % job.EPOCH
        every = jax.vmap(step, in_axes=(0, 0, None, None, None))
        own, losses = every(own, penalties, x[batch], y[batch], (count + 1).astype(jnp.float32))
        return (own, count + 1, losses), None

    (state, _, losses), _ = lax.scan(body, (state, done, jnp.zeros_like(penalties)), length=steps)
    return state, losses


def trainer(models):
    x, y = (jnp.asarray(own) for own in job.batches())
    penalties = jnp.asarray(job.penalties(models))
    layers = jax.tree.map(lambda own: jnp.broadcast_to(own, (models, *own.shape)), job.initial_layers())
    zeros = lambda: jax.tree.map(jnp.zeros_like, layers)
    state, done = (layers, zeros(), zeros()), 0

    def train(steps):
        """In epochs, so that there is one program to compile."""
        nonlocal state, done
        for _ in range(steps // job.EPOCH):
            state, losses = train_steps(state, jnp.int32(done), job.EPOCH, penalties, x, y)
            done += job.EPOCH
        return np.asarray(losses)

    return train


if __name__ == "__main__":
    device = jax.devices()[0].device_kind
    for title, precision in {"fp32": "highest", "TF32": "tensorfloat32"}.items():
        with jax.default_matmul_precision(precision):
            for models in map(int, sys.argv[1:]):
                measure(f"JAX jit(vmap) + scan, {title}", models, trainer(models), device, f"JAX {jax.__version__}")
