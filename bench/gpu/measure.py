"""Times a contender and prints one line of JSON, by the rules of bench/peers/rounds.mjs."""

import json
import time

import numpy as np

import job

TURNS = 6


def measure(name, models, train, device, versions):
    """`train(steps)` trains that many further steps and returns the (M,) losses, on the host, of the last of them.

    The first steps compile, and their losses are compared with the reference.
    """
    started = time.perf_counter()
    losses = np.array(train(job.CHECKED))
    first_seconds = time.perf_counter() - started
    sampled = [model for model in job.SAMPLED if model < models]
    expected = [job.reference(penalty)[-1] for penalty in job.penalties(models)[sampled]]
    difference = float(np.max(np.abs(losses[sampled] / expected - 1)))
    rates, scale = rates_of(train, models)
    report(name, models, rates, scale, device, versions, firstSeconds=first_seconds, lossDifference=difference)


def rates_of(train, models, seconds=1.0):
    """Model-steps/s in turns of about `seconds`, and the scale check.

    Every other turn has twice the steps of the one before it: a timer that sees all of the work finds twice the time.
    """
    steps = job.EPOCH * max(1, round(seconds / timed(train, job.EPOCH)))
    times = [timed(train, steps * (1 + turn % 2)) for turn in range(TURNS)]
    rates = [models * steps * (1 + turn % 2) / own for turn, own in enumerate(times)]
    return rates, float(np.median(times[1::2]) / np.median(times[::2]))


def timed(train, steps):
    started = time.perf_counter()
    losses = train(steps)
    seconds = time.perf_counter() - started
    if not np.all(np.isfinite(losses)):
        raise ArithmeticError("a loss is not finite")
    return seconds


def report(name, models, rates, scale, device, versions, **checks):
    rate = round(float(np.median(rates)))
    row = {"name": name, "models": models, "rate": rate, "rates": [round(own) for own in rates], "scale": scale, **checks}
    print(json.dumps({**row, "device": device, "versions": versions}), flush=True)
