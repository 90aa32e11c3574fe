"""End-to-end learning of networks on stays (Moor et al. 2019): once at horizon 0, evaluated on stays cut earlier.

A learner reads the imputed hourly grid (`OnGrid`: Raw-TCN) or samples of a Gaussian process (`OnSamples`: MGP-TCN,
MGP-RNN). Each gives the log odds of a case for every sample; the loss is the mean cross entropy over samples and stays,
not weighted by class, and the score of a stay the mean probability over samples.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from richlazy import randomness
from richlazy.errors import InputError

from studies.sepsis.methods.convolutions import TemporalConvolutions
from studies.sepsis.methods.gaussian_process import GaussianProcess, White, common_white, independent_white
from studies.sepsis.methods.padding import Observations, Stays, padded
from studies.sepsis.methods.recurrent import LongShortTermMemory
from studies.sepsis.scores import auprc

LEARNERS = ("mgp_tcn", "mgp_rnn", "raw_tcn")
# Stays in a batch of evaluation, and pairs of points of all of them: they bound the memory. A minibatch with more pairs
# is learned from in parts, whose gradients are summed.
TOGETHER, PAIRS = 64, 4_000_000


class Batch(NamedTuple):
    """What a learner reads: grid [stay, hour, channel], lengths [stay], measurements, and white noise or None."""

    grid: torch.Tensor
    lengths: torch.Tensor
    observations: Observations
    white: White | None


@dataclass(frozen=True)
class Settings:
    """How a network learns. width, kernel, levels: of the network, kernel of the convolutions alone; alpha: output
    scale; centre: whether the initial output is subtracted; choice: keep the epoch of highest AUPRC on the validation
    part ("validation") or the last ("last"); pairs: of points that are held at once."""

    epochs: int = 8
    batch: int = 32
    learning_rate: float = 3e-3
    width: int = 32
    kernel: int = 3
    levels: int = 3
    training_samples: int = 4
    test_samples: int = 10
    alpha: float = 1.0
    centre: bool = False
    choice: str = "validation"
    pairs: int = PAIRS

    def __post_init__(self):
        for name in ("epochs", "batch", "learning_rate", "training_samples", "test_samples", "alpha", "pairs"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} = {getattr(self, name)}: allowed are numbers > 0, for example `{name}: 1`")
        if self.choice not in ("validation", "last"):
            raise InputError(f"choice = {self.choice!r}: allowed are validation and last; write `choice: last`")


class OnGrid(torch.nn.Module):
    """A network that reads the imputed grid."""

    def __init__(self, network: torch.nn.Module):
        super().__init__()
        self.network = network

    def forward(self, batch: Batch) -> torch.Tensor:
        """Log odds [stay, 1]."""
        return self.network(batch.grid, batch.lengths)[:, None]


class OnSamples(torch.nn.Module):
    """A network that reads samples of the posterior of a Gaussian process at the end of each hour."""

    def __init__(self, network: torch.nn.Module, process: GaussianProcess):
        super().__init__()
        self.network, self.process = network, process

    def forward(self, batch: Batch) -> torch.Tensor:
        """Log odds [stay, sample]."""
        hours = torch.arange(1, batch.grid.shape[1] + 1)
        samples = self.process(batch.observations, hours, batch.white)
        lengths = batch.lengths.repeat_interleave(samples.shape[1])
        return self.network(samples.flatten(0, 1), lengths).unflatten(0, samples.shape[:2])


class Scaled(torch.nn.Module):
    """α times the log odds, less the initial ones where centred (Chizat, Oyallon & Bach 2019, NeurIPS 32)."""

    def __init__(self, learner: torch.nn.Module, alpha: float, centre: bool):
        super().__init__()
        self.learner, self.alpha = learner, alpha
        self.initial = copy.deepcopy(learner).requires_grad_(False) if centre else None

    def forward(self, batch: Batch) -> torch.Tensor:
        """Log odds [stay, sample]; the initial learner has the same white noise."""
        outputs = self.learner(batch)
        return self.alpha * (outputs if self.initial is None else outputs - self.initial(batch))


def new_learner(name: str, channels: Sequence[str], settings: Settings, seed: int) -> Scaled:
    """An untrained learner, its weights from the seed. Raises InputError for an unknown name."""
    if name not in LEARNERS:
        raise InputError(f"learner {name!r}: allowed are {', '.join(LEARNERS)}; write `learner: mgp_tcn`")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(randomness.seed_sequence("initial weights", seed).generate_state(1)[0]))
        if name == "mgp_rnn":
            network = LongShortTermMemory(len(channels), settings.width)
        else:
            network = TemporalConvolutions(len(channels), settings.width, settings.kernel, settings.levels)
    learner = OnGrid(network) if name == "raw_tcn" else OnSamples(network, GaussianProcess(channels))
    return Scaled(learner, settings.alpha, settings.centre)


def learn(learner: Scaled, training: Stays, validation: Stays, settings: Settings, seed: int) -> list[float]:
    """Adam on minibatches at horizon 0, in place; returns the AUPRC of the validation part after each epoch.

    The learner ends with the weights of the epoch chosen. Raises InputError for parts with cases or controls alone, and
    where the loss is not finite.
    """
    for name, part in (("training", training), ("validation", validation)):
        if not 0 < np.sum(part.cases) < len(part.cases):
            raise InputError(
                f"{name}: {np.sum(part.cases)} cases among {len(part.cases)} stays; allowed are both kinds"
            )
    weights = [parameter for parameter in learner.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(weights, settings.learning_rate)
    scores_of_epochs, best = [], {}
    for epoch in range(settings.epochs):
        order = randomness.generator("minibatches", seed, epoch).permutation(len(training.cases))
        noise = randomness.generator("posterior samples in training", seed, epoch)
        for start in range(0, len(order), settings.batch):
            stays = training.take(order[start : start + settings.batch])
            optimizer.zero_grad()
            for part in _parts(stays, settings.pairs):
                outputs = learner(_batch(learner, part, settings.training_samples, noise))
                targets = torch.from_numpy(np.asarray(part.cases)).to(outputs)[:, None].expand_as(outputs)
                loss = torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets)
                if not torch.isfinite(loss):
                    raise InputError(f"epoch {epoch + 1}: the loss is {loss.item()}; write a smaller `learning_rate`")
                (loss * (len(part.cases) / len(stays.cases))).backward()
            optimizer.step()
        found = scores(learner, validation, settings.test_samples, seed, settings.pairs)
        scores_of_epochs.append(auprc(found, np.asarray(validation.cases)))
        if settings.choice == "last" or scores_of_epochs[-1] > max(scores_of_epochs[:-1], default=-1):
            best = copy.deepcopy(learner.state_dict())
    learner.load_state_dict(best)
    return scores_of_epochs


@torch.no_grad()
def scores(learner: Scaled, stays: Stays, samples: int, seed: int, pairs: int = PAIRS) -> np.ndarray:
    """Probability of a case, [stay].

    The score of a stay depends on the stay, the seed and the number of samples alone: all stays have the same white
    noise.
    """
    found = np.empty(len(stays.cases))
    for rows in _by_size(stays, TOGETHER, pairs):
        outputs = learner(_batch(learner, stays.take(rows), samples, seed))
        found[rows] = torch.sigmoid(outputs.double()).mean(1).numpy()
    return found


def _parts(stays: Stays, pairs: int) -> list[Stays]:
    """A minibatch as it is, or its stays by size where all together have more pairs of points."""
    if len(stays.cases) * _points(stays).max() ** 2 <= pairs:
        return [stays]
    return [stays.take(rows) for rows in _by_size(stays, len(stays.cases), pairs)]


def _by_size(stays: Stays, together: int, pairs: int) -> Iterator[np.ndarray]:
    """Rows of stays in groups, the largest first: those of like size are together, so that less is filled up."""
    points = _points(stays)
    order, start = np.argsort(-points, kind="stable"), 0
    while start < len(order):
        rows = order[start : start + min(together, max(1, pairs // points[order[start]] ** 2))]
        start += len(rows)
        yield rows


def _points(stays: Stays) -> np.ndarray:
    """Measurements and grid rows of each stay, int [stay]."""
    return np.array([len(stay[0]) for stay in stays.irregular]) + stays.lengths


def _batch(learner: Scaled, stays: Stays, samples: int, noise: np.random.Generator | int) -> Batch:
    """Stays as tensors; white noise fresh from a generator or common to all stays, from a seed."""
    grid, channels = torch.from_numpy(np.asarray(stays.grid, dtype=np.float32)), stays.grid.shape[2]
    observations, white = padded(stays.irregular, channels), None
    if isinstance(learner.learner, OnSamples):
        count, width = observations.times.shape
        sizes = (width, grid.shape[1], samples, channels)
        seeded = isinstance(noise, (int, np.integer))
        white = common_white(int(noise), *sizes) if seeded else independent_white(noise, count, *sizes)
    return Batch(grid, torch.from_numpy(np.asarray(stays.lengths, dtype=np.int64)), observations, white)
