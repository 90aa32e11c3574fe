"""A training step of the networks of the study `in_context`, alone and stacked, against their matrix products alone.

The step is that of the trainer: forward pass, gradient at the outputs, backward pass, and Adam with warm-up, on
minibatches of 64 sequences of 9 tokens that are there already. The products are those that no way of doing the same
goes without: of every matrix with the tokens or states that it multiplies, for the outputs, for the gradient of the
matrix, and for that of what it multiplies; and those of the queries, keys, values and weights of attention.
"""

import argparse
from collections.abc import Callable

import recurrent
import timing
import torch
from richlazy import learners
from richlazy.learners.torch_module.ensemble import Ensemble
from richlazy.objectives import cross_entropy

from studies.in_context.optimizers.adam_warmed_up import Optimizer

WIDTH, PAIRS, DIMENSION, LABELS, BATCH = 64, 4, 32, 32, 64
TOKENS = 2 * PAIRS + 1
STACKED = 8
# Milliseconds of a network and step, stacked, on one core.
LIMIT = 3.0
# Trials, asking tokens, seen tokens and units of the two products of attention in each layer.
ATTENTION = {"in_context_transformer": [(BATCH, TOKENS, TOKENS, WIDTH), (BATCH, 1, TOKENS, WIDTH)]}
# Rows, inputs and outputs of each product, how often it comes, and whether its inputs have a gradient.
_EMBEDDING = [(BATCH * TOKENS, DIMENSION, WIDTH, 1, False), (BATCH * TOKENS, LABELS, WIDTH, 1, False)]
_HEAD = [(BATCH, WIDTH, 128, 1, True), (BATCH, 128, 128, 1, True), (BATCH, 128, LABELS, 1, True)]
PRODUCTS = {
    "in_context_transformer": [
        *_EMBEDDING, (BATCH * TOKENS, WIDTH, WIDTH, 4, True), (BATCH, WIDTH, WIDTH, 4, True), *_HEAD
    ],
    "in_context_lstm": [
        *_EMBEDDING, (BATCH * TOKENS, WIDTH, 4 * WIDTH, 1, True), (BATCH, WIDTH, 4 * WIDTH, TOKENS, True), *_HEAD
    ],
    "in_context_elman": [
        *_EMBEDDING, (BATCH * TOKENS, WIDTH, WIDTH, 1, True), (BATCH, WIDTH, WIDTH, TOKENS, True), *_HEAD
    ],
}  # fmt: skip


def step_of(learner: str, networks: int) -> Callable[[], None]:
    """One training step of so many networks."""
    parts = learners.parts(learner)
    values = {"learner": learner, "in_context_width": WIDTH, "context_pairs": PAIRS}
    architecture = parts.find("architecture").architecture(values, DIMENSION + 1, LABELS)
    drawn = [architecture.build(seed).parameters() for seed in range(networks)]
    stacked = (torch.stack(values).detach() for values in zip(*drawn, strict=True))
    ensemble = Ensemble(parts.find("weights").kind(architecture)(*stacked), architecture, TOKENS, BATCH, True)
    lead, generator = () if networks == 1 else (networks,), torch.Generator().manual_seed(1)
    inputs = torch.zeros(*lead, DIMENSION + 1, TOKENS, BATCH)
    items = torch.randn((*lead, DIMENSION, PAIRS + 1, BATCH), generator=generator) / DIMENSION**0.5
    inputs[..., :-1, ::2, :] = items
    inputs[..., -1, 1::2, :] = torch.randint(1, LABELS + 1, (*lead, PAIRS, BATCH), generator=generator).float()
    targets = cross_entropy.targets(torch.randint(LABELS, (*lead, BATCH), generator=generator), LABELS)
    outputs = torch.empty_like(targets)
    optimizer = Optimizer(ensemble.parameters, ensemble.gradient, learning_rate=1e-3, momentum=0.9, warmup_steps=100)

    def step() -> None:
        with torch.no_grad():
            ensemble.forward(inputs, outputs)
            cross_entropy.output_error(outputs, targets, ensemble.output_error)
            ensemble.backward(optimizer.keep, 1 / BATCH)
            optimizer.update()

    return step


def products_of(learner: str, networks: int) -> Callable[[], None]:
    """The matrix products of such a step, into arrays that are there already."""
    calls = []
    for rows, pre, post, times, has_gradient in PRODUCTS[learner]:
        shown, matrix, back = (torch.randn(networks, *two) for two in ((rows, pre), (pre, post), (rows, post)))
        pairs = [(shown, matrix), (shown.mT, back), *([(back, matrix.mT)] if has_gradient else [])]
        calls += [(*pair, pair[0] @ pair[1]) for pair in pairs] * times
    for trials, asking, seen, units in ATTENTION.get(learner, []):
        query, key, weights = (
            torch.randn(networks * trials, *two) for two in ((asking, units), (seen, units), (asking, seen))
        )
        # Scores, what is read, and the gradients of queries (as what is read), keys, values and weights (as scores).
        pairs = [(query, key.mT), (weights, key), (weights.mT, query)] * 2
        calls += [(*pair, pair[0] @ pair[1]) for pair in pairs]

    def multiply() -> None:
        for left, right, out in calls:
            torch.bmm(left, right, out=out)

    return multiply


def repeated(action: Callable[[], None], times: int) -> Callable[[], None]:
    """The action so many times."""
    return lambda: [action() for _ in range(times)] and None


def compare(learner: str, rounds: int) -> list[timing.Result]:
    """Rows of one learner, alone and stacked."""
    peers, steps = {}, {1: 2 * STACKED, STACKED: 2}
    for networks, times in steps.items():
        peers[f"step {networks}"] = repeated(step_of(learner, networks), times)
        peers[f"products {networks}"] = repeated(products_of(learner, networks), times)
    measured = timing.interleaved(peers, rounds)
    rows = []
    for networks, times in steps.items():
        own, bare = (
            1e3 * timing.median(measured, f"{name} {networks}") / (times * networks) for name in ("step", "products")
        )
        name = f"{learner}, {networks} at once, a network and step"
        ratio = timing.ratio(measured, f"step {networks}", f"products {networks}")
        rows.append(timing.Result(name, f"{own:.2f} ms", f"products alone {bare:.2f} ms", ratio))
        if networks == STACKED:
            rows.append(timing.Result(name, f"{own:.2f} ms", "", own, "ms", LIMIT))
    return rows


def main(rounds: int = 15) -> list[timing.Result]:
    """All networks."""
    recurrent.prepare()
    return [row for learner in PRODUCTS for row in compare(learner, rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    timing.report(main(parser.parse_args().rounds))
