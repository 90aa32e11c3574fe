"""Similarity of two tasks: the overlap of their target kernels, carried into a space of features that both share.

The target kernel of a task, Y Yᵀ over its trials, says which trials ask for the same answer. Two tasks have different
trials, so that their target kernels cannot be compared entry by entry, as the alignment of two kernels of one network
is. With features φ(x) of what a network is shown until it decides, each becomes an operator on the shared space of
features, C Cᵀ with C = mean of φ(x) (y - ȳ)ᵀ, and these can be compared:

    similarity = <C_A C_Aᵀ, C_B C_Bᵀ> / (‖C_A C_Aᵀ‖ ‖C_B C_Bᵀ‖)
               = ‖Y_Aᵀ K_AB Y_B‖² / (‖Y_Aᵀ K_AA Y_A‖ ‖Y_Bᵀ K_BB Y_B‖),     K_AB = φ(X_A) φ(X_B)ᵀ,

the alignment of centred kernels (Cortes, Mohri & Rostamizadeh 2012, JMLR 13:795) with trials of two kinds. It is 1 for
a task and itself, however its classes are called, and 0 where the features that tell the answers of one task say
nothing about those of the other. It is a number of the data alone, the same for every network. As a kernel does not
know names of classes, it does not tell agreement from conflict: a task with its answers exchanged has similarity 1.

Features are those of a wide random layer of ReLU units that reads all inputs until the decision: their kernel is the
arc-cosine kernel of first order (Cho & Saul 2009, NeurIPS 22). Raw inputs would not do: whether two stimuli match is
uncorrelated with either of them.
"""

from typing import NamedTuple

import numpy as np

# Trials whose kernel is held at once.
_BLOCK = 500


class Decisions(NamedTuple):
    """What a network is shown and asked in each trial of a task.

    histories: inputs until the decision, the latest first, [trial, lag, input]. targets: at the decision, [trial,
    output], centred over trials.
    """

    histories: np.ndarray
    targets: np.ndarray


def decisions(inputs: np.ndarray, answers: np.ndarray, step: int) -> Decisions:
    """Decisions of trials: inputs [trial, time, input], decided at time `step`.

    answers: classes [trial, time], or real targets [trial, time, output]. Answers before the decision do not count: in
    the tasks of NeuroGym they are the same in every trial.
    """
    asked = answers[:, step]
    dense = (asked[:, None] == np.unique(asked)).astype(float) if asked.ndim == 1 else asked.astype(float)
    return Decisions(inputs[:, step::-1].astype(float), dense - dense.mean(0))


def task_similarity(first: Decisions, second: Decisions) -> float:
    """Overlap of the target kernels of two tasks, between 0 and 1; NaN where a task asks the same in all its trials.

    Tasks with fewer steps until the decision, or fewer input channels, are shown zeros there.
    """
    shape = np.maximum(first.histories.shape[1:], second.histories.shape[1:])
    one, other = (_flat(task.histories, shape) for task in (first, second))
    own = _squared_overlap(one, first.targets, one, first.targets)
    others = _squared_overlap(other, second.targets, other, second.targets)
    size = np.sqrt(own * others)
    return float(_squared_overlap(one, first.targets, other, second.targets) / size) if size > 0 else float("nan")


def arc_cosine_kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Twice the mean of relu(w · x) relu(w · y) over standard Gaussian w, [n, m] of x [n, input] and y [m, input]."""
    sizes = np.outer(np.linalg.norm(first, axis=1), np.linalg.norm(second, axis=1))
    cosine = np.clip(np.divide(first @ second.T, sizes, out=np.zeros_like(sizes), where=sizes > 0), -1, 1)
    return sizes * (np.sqrt(1 - cosine**2) + (np.pi - np.arccos(cosine)) * cosine) / np.pi


def _flat(histories: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Histories as vectors [trial, lag x input], padded with zeros to `shape` (lag, input)."""
    missing = [(0, 0), *((0, int(wanted - own)) for wanted, own in zip(shape, histories.shape[1:], strict=True))]
    return np.pad(histories, missing).reshape(len(histories), -1)


def _squared_overlap(one: np.ndarray, targets: np.ndarray, other: np.ndarray, others: np.ndarray) -> float:
    """‖Y_Aᵀ K_AB Y_B‖² over trials, by blocks of rows of the kernel."""
    across = sum(
        targets[start : start + _BLOCK].T @ (arc_cosine_kernel(one[start : start + _BLOCK], other) @ others)
        for start in range(0, len(one), _BLOCK)
    )
    return float((np.asarray(across) ** 2).sum()) / (len(one) * len(other)) ** 2
