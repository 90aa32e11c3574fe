"""Gradient, curvature and kernel of the linear network against autograd and explicit matrices."""

import numpy as np
import pytest
import torch

from studies.connectivity.linear_theory.kernel import alignment, tangent_kernel
from studies.connectivity.linear_theory.network import Weights, curvature, descent, error, imbalance, norm, size

HIDDEN, INPUTS = 4, 3
VARIANCES = np.array([1.7, 0.9, 0.4])


def ensemble(outputs, networks=2, seed=0):
    random = np.random.default_rng(seed)
    shapes = (networks, HIDDEN, INPUTS), (networks, outputs, HIDDEN), (networks, outputs, INPUTS)
    first, second, teacher = (random.standard_normal(shape) for shape in shapes)
    return Weights(first, second), teacher


def loss(first, second, teacher):
    """½ E|Bx - W₂W₁x|² for inputs with the covariance VARIANCES."""
    return 0.5 * ((teacher - second @ first) ** 2 * torch.from_numpy(VARIANCES)).sum()


@pytest.mark.parametrize("outputs", [1, 2])
def test_descent_is_the_negative_gradient_of_autograd(outputs):
    weights, teacher = ensemble(outputs)
    found = descent(weights, error(weights, teacher), VARIANCES)
    for network in range(2):
        tensors = [torch.from_numpy(part[network]).requires_grad_() for part in weights]
        gradient = torch.autograd.grad(loss(*tensors, torch.from_numpy(teacher[network])), tensors)
        for mine, theirs in zip(found, gradient, strict=True):
            np.testing.assert_allclose(mine[network], -theirs.numpy(), atol=1e-12)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("seed", range(5))
def test_curvature_bounds_the_largest_eigenvalue_of_the_hessian(outputs, seed):
    weights, teacher = ensemble(outputs, networks=1, seed=seed)
    flat = torch.cat([torch.from_numpy(part[0]).flatten() for part in weights])
    split = HIDDEN * INPUTS

    def at(values):
        first, second = values[:split].reshape(HIDDEN, INPUTS), values[split:].reshape(outputs, HIDDEN)
        return loss(first, second, torch.from_numpy(teacher[0]))

    largest = np.linalg.eigvalsh(torch.autograd.functional.hessian(at, flat).numpy()).max()
    bound = curvature(weights, error(weights, teacher), VARIANCES)[0]
    assert largest <= bound < 20 * largest


@pytest.mark.parametrize("outputs", [1, 3])
def test_alignment_is_that_of_the_jacobians_kernels(outputs):
    """Inputs are chosen so that their covariance is exactly VARIANCES: K = J Jᵀ over them is then the operator."""
    (one, _), (other, _) = ensemble(outputs, seed=1), ensemble(outputs, seed=2)
    inputs = torch.from_numpy(np.diag(np.sqrt(VARIANCES)))

    def kernel(weights):
        tensors = tuple(torch.from_numpy(part[0]) for part in weights)
        jacobian = torch.autograd.functional.jacobian(lambda a, b: (b @ a @ inputs).flatten(), tensors)
        rows = torch.cat([part.flatten(1) for part in jacobian], 1).numpy()
        return rows @ rows.T

    expected = np.sum(kernel(one) * kernel(other)) / np.linalg.norm(kernel(one)) / np.linalg.norm(kernel(other))
    found = alignment(tangent_kernel(one), tangent_kernel(other), VARIANCES)
    assert found[0] == pytest.approx(expected)
    assert alignment(tangent_kernel(one), tangent_kernel(one), VARIANCES) == pytest.approx(1)


def test_norms_are_those_of_each_network():
    weights, _ = ensemble(2)
    np.testing.assert_allclose(norm(weights.first), [np.linalg.norm(part) for part in weights.first])
    np.testing.assert_allclose(size(weights), norm(weights.first) ** 2 + norm(weights.second) ** 2)
    expected = weights.first[1] @ weights.first[1].T - weights.second[1].T @ weights.second[1]
    np.testing.assert_allclose(imbalance(weights)[1], expected)
