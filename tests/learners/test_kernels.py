"""Exact tangent kernels against J Jᵀ of autograd's Jacobian; the choice of order; the bound on memory."""

import numpy as np
import pytest
import torch
from helpers.live_memory import LiveMemory
from richlazy.learners import kernels
from richlazy.learners.recurrent.kernel import kernel_factors
from torch.utils._python_dispatch import TorchDispatchMode

TRIALS, INPUTS, STEPS, UNITS, OUTPUTS = 5, 3, 4, 6, 3
ORDERS = {"structured": kernels.structured, "by_gradients": kernels.by_gradients}


def factors_from(weights, inputs, leak, last_only, asked=None):
    """factors_of W_h alone for inputs [trial, input, time]; `asked` collects the slices."""

    def factors_of(trials):
        if asked is not None:
            asked.append(trials)
        return kernel_factors(weights, inputs.permute(1, 2, 0)[..., trials], leak, last_only)[:1]

    return factors_of


def network(plain, units=UNITS, steps=STEPS, trials=TRIALS, outputs=OUTPUTS, dtype=torch.float64):
    generator = torch.Generator().manual_seed(2)
    inputs = torch.randn((trials, INPUTS, steps), generator=generator, dtype=torch.float64).to(dtype)
    return plain.random_weights(units, INPUTS, outputs, dtype=dtype), inputs


def tangent_kernel(factors_of, trials, memory):
    (kernel,) = kernels.tangent_kernels(factors_of, trials, memory)
    return kernel


def force_order(monkeypatch, name):
    monkeypatch.setattr(kernels, "structured_operations", lambda *_: float(name != "structured"))
    monkeypatch.setattr(kernels, "gradient_operations", lambda *_: float(name == "structured"))


@pytest.mark.parametrize("leak", [1.0, 0.3])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("memory", [1, 3000, 20_000, 1e9])
@pytest.mark.parametrize("order", ORDERS)
def test_both_orders_in_all_blocks_equal_autograd(plain, monkeypatch, order, memory, last_only, leak):
    weights, inputs = network(plain)
    force_order(monkeypatch, order)
    found = tangent_kernel(factors_from(weights, inputs, leak, last_only), TRIALS, memory)
    expected = plain.kernel(weights, inputs, leak, last_only)
    assert found.shape == expected.shape == (TRIALS * OUTPUTS * (1 if last_only else STEPS),) * 2
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-10 * float(expected.abs().max()))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("memory", [1, 500, 1e9])
def test_kernel_between_two_sets_of_trials_is_a_block_of_the_whole(plain, order, memory):
    weights, inputs = network(plain)
    factors_of = factors_from(weights, inputs, 0.5, False)
    found = ORDERS[order](*factors_of(slice(0, 2)), *factors_of(slice(2, 5)), memory)
    whole = plain.kernel(weights, inputs, 0.5, False).reshape(STEPS * OUTPUTS, TRIALS, STEPS * OUTPUTS, TRIALS)
    expected = whole[:, :2, :, 2:].reshape(found.shape)
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("memory", [2000, 1e9])
@pytest.mark.parametrize("order", ORDERS)
def test_kernels_are_symmetric_and_positive_semidefinite(plain, monkeypatch, order, memory):
    force_order(monkeypatch, order)
    found = tangent_kernel(factors_from(*network(plain), 0.5, False), TRIALS, memory).numpy()
    np.testing.assert_allclose(found, found.T, rtol=0, atol=1e-13 * np.abs(found).max())
    # 36 weights, 60 outputs: the kernel has zero eigenvalues, positive up to rounding
    assert np.linalg.eigvalsh(found).min() > -1e-12 * np.linalg.norm(found)
    assert np.trace(found) > 0


@pytest.mark.parametrize("units, steps, cheaper", [(40, 4, "structured"), (4, 20, "by_gradients")])
def test_the_order_with_fewer_operations_is_taken(plain, monkeypatch, units, steps, cheaper):
    taken = []
    for name, order in ORDERS.items():
        monkeypatch.setattr(kernels, name, lambda *args, n=name, o=order: (taken.append(n), o(*args))[1])
    weights, inputs = network(plain, units, steps)
    found = tangent_kernel(factors_from(weights, inputs, 1.0, False), TRIALS, 1e9)
    assert taken == [cheaper]
    expected = plain.kernel(weights, inputs, 1.0, False)
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-10 * float(expected.abs().max()))


class Multiplications(TorchDispatchMode):
    """Counts the multiply-adds of matrix products."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.__name__.split(".")[0]
        if name in ("mm", "bmm"):
            self.count += args[0].numel() * args[1].shape[-1]
        elif name in ("addmm", "addmm_", "baddbmm", "baddbmm_"):
            self.count += args[1].numel() * args[2].shape[-1]
        return function(*args, **(kwargs or {}))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("last_only", [False, True])
def test_operations_are_counted_as_they_are(plain, order, last_only):
    weights, inputs = network(plain, units=50, steps=6, outputs=4)
    factors_of = factors_from(weights, inputs, 1.0, last_only)
    count = {"structured": kernels.structured_operations, "by_gradients": kernels.gradient_operations}[order]
    (factors,), (one,) = factors_of(slice(0, TRIALS)), factors_of(slice(0, 1))
    with Multiplications() as done:
        ORDERS[order](factors, factors, 1e9)
    # The products of activities, h · h', are left out of the count: one in (rows per step)² of the rest.
    assert count(one, TRIALS) == pytest.approx(done.count, rel=0.15)


# units, steps, trials: the cheaper order is structured in the first case, by gradients in the second
MEMORY_CASES = [("structured", 64, 6, 12), ("by_gradients", 12, 16, 12)]


def peak_beyond_kernel(plain, memory, units, steps, trials):
    """Peak of temporaries, and the size of the kernel, in bytes."""
    weights, inputs = network(plain, units, steps, trials, dtype=torch.float32)
    with LiveMemory() as watched:
        kernel = tangent_kernel(factors_from(weights, inputs, 1.0, False), trials, memory)
    size = kernel.numel() * kernel.element_size()
    return watched.peak - size, size


@pytest.mark.parametrize("order, units, steps, trials", MEMORY_CASES)
def test_temporaries_shrink_with_the_bound(plain, monkeypatch, order, units, steps, trials):
    force_order(monkeypatch, order)
    free, size = peak_beyond_kernel(plain, 1e9, units, steps, trials)
    bound, _ = peak_beyond_kernel(plain, free / 20, units, steps, trials)
    assert bound < free / 4


@pytest.mark.parametrize("order, units, steps, trials", MEMORY_CASES)
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_temporaries_stay_within_the_bound_and_one_more_kernel(plain, monkeypatch, order, units, steps, trials, share):
    force_order(monkeypatch, order)
    free, size = peak_beyond_kernel(plain, 1e9, units, steps, trials)
    assert peak_beyond_kernel(plain, share * free, units, steps, trials)[0] <= share * free + size


def peaks_of_order(plain, order, *bounds):
    """Peak of temporaries of one order, between two sets of six trials, under each bound."""
    weights, inputs = network(plain, 32, 6, 12, dtype=torch.float32)
    factors_of = factors_from(weights, inputs, 1.0, False)
    (left,), (right,) = factors_of(slice(0, 6)), factors_of(slice(6, 12))
    for bound in bounds:
        with LiveMemory() as watched:
            kernel = ORDERS[order](left, right, bound)
        yield watched.peak - kernel.numel() * kernel.element_size()


@pytest.mark.parametrize("memory", [2e5, 5e5, 9e5])
def test_the_order_by_gradients_keeps_to_its_bound(plain, memory):
    peak, free = peaks_of_order(plain, "by_gradients", memory, 1e9)
    assert peak <= 1.05 * memory < free  # small arrays beside the block may add a little


@pytest.mark.parametrize("memory", [1e5, 2e5, 4e5])
def test_the_order_by_gradients_keeps_to_its_bound_for_one_set_with_itself(plain, memory):
    weights, inputs = network(plain, 32, 6, 12, dtype=torch.float32)
    (factors,) = factors_from(weights, inputs, 1.0, False)(slice(0, 6))
    with LiveMemory() as watched:
        kernel = kernels.by_gradients(factors, factors, memory)
    assert watched.peak - kernel.numel() * kernel.element_size() <= 1.05 * memory


@pytest.mark.parametrize("memory", [5e3, 1e4])
def test_the_structured_order_keeps_to_twice_its_bound(plain, memory):
    peak, free = peaks_of_order(plain, "structured", memory, 1e9)
    assert peak <= 2.1 * memory < free


@pytest.mark.parametrize("memory", [5e3, 1e4, 3e4])
def test_the_structured_order_keeps_to_its_bound(plain, memory):
    (peak,) = peaks_of_order(plain, "structured", memory)
    assert peak <= 1.05 * memory


def test_blocks_of_trials_cover_all_pairs_and_keep_to_their_size(plain):
    weights, inputs = network(plain)
    asked = []
    one = kernels.factor_bytes(kernel_factors(weights, inputs.permute(1, 2, 0)[..., :1], 1.0, False)[0])
    tangent_kernel(factors_from(weights, inputs, 1.0, False, asked), TRIALS, 4 * 2 * one)
    assert {(s.start, s.stop) for s in asked} >= {(0, 2), (2, 4), (4, 5)}
    assert max(s.stop - s.start for s in asked) == 2


def test_factor_bytes_counts_every_array():
    factors = kernels.KernelFactors([torch.zeros(2, 3, 5), torch.zeros(1, 3, 5)], [torch.zeros(3, 5)] * 2, 1)
    assert kernels.factor_bytes(factors) == 4 * (30 + 15 + 15 + 15)
