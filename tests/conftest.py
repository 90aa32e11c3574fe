"""What tests of the core share: the configs of the repository and a network written as plainly as can be."""

import copy
import os
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before PyTorch is imported: arrays here are tiny
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that wait leave the core to other tests

import pytest
from helpers.configs import read_config
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
# A busy machine fails no test.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usual")


def merge(base, overlay):
    """Overlay one config on another, key by key, as Snakemake does: a list replaces a list."""
    merged = copy.deepcopy(base)
    for key, value in overlay.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else copy.deepcopy(value)
    return merged


def pytest_collection_modifyitems(items):
    """Whole workflows first: they take longest, and the others would wait for them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("workflow") is None)


@pytest.fixture
def config():
    """A fresh copy of config/config.yaml with the experiments of all studies."""
    return read_config()


@pytest.fixture(scope="session")
def overlay():
    return merge


@pytest.fixture(scope="session")
def schema():
    from richlazy.contracts.schema import load_schema

    return load_schema()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A headless Chromium; a test that uses it is skipped, with the reason, where there is none."""
    from helpers.browser import chromium, why_not

    if why_not():
        pytest.skip(why_not())
    with chromium(tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture(scope="session")
def plain():
    """The recurrent network in a few lines of PyTorch, differentiated by autograd: the oracle of the fast one."""
    import torch
    from richlazy.learners.recurrent.weights import Weights

    def outputs(weights, inputs, leak, kick=None):
        """Outputs [trial, time, output] for inputs [trial, input, time]; kick[t] is added to W_h h of step t."""
        hidden, found = inputs.new_zeros((inputs.shape[0], weights.recurrent.shape[0])), []
        for t in range(inputs.shape[2]):
            recurrent = hidden @ weights.recurrent.T + (0 if kick is None else kick[t])
            hidden = torch.relu((1 - leak) * hidden + leak * (inputs[:, :, t] @ weights.input.T + recurrent))
            found.append(hidden @ weights.output.T)
        return torch.stack(found, 1)

    def loss(weights, inputs, labels, leak, last_only):
        """Cross-entropy averaged over trials and scored steps; labels [trial, time]."""
        logits, scored = outputs(weights, inputs, leak), labels
        if last_only:
            logits, scored = logits[:, -1:], labels[:, -1:]
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), scored.flatten())

    def kernel(weights, inputs, leak, last_only):
        """J Jᵀ of autograd's Jacobian, rows ordered (step, output, trial); inputs [trial, input, time]."""

        return kernel_of(("recurrent",), weights, inputs, leak, last_only)

    def full_kernel(weights, inputs, leak, last_only):
        """The same of the Jacobian with respect to all weights."""
        return kernel_of(Weights._fields, weights, inputs, leak, last_only)

    def kernel_of(names, weights, inputs, leak, last_only):
        def stacked(*values):
            found = outputs(weights._replace(**dict(zip(names, values, strict=True))), inputs, leak)
            return (found[:, -1:] if last_only else found).permute(1, 2, 0).flatten()

        chosen = tuple(getattr(weights, name) for name in names)
        jacobians = torch.autograd.functional.jacobian(stacked, chosen, vectorize=True)
        jacobian = torch.cat([part.flatten(1) for part in jacobians], 1)
        return jacobian @ jacobian.T

    def random_weights(units, inputs, outputs, networks=None, seed=0, dtype=torch.float64):
        generator = torch.Generator().manual_seed(seed)
        lead = () if networks is None else (networks,)
        shapes = (units, units, 1.3 / units**0.5), (units, inputs, 0.5), (outputs, units, 0.5)
        return Weights(
            *(
                torch.randn((*lead, a, b), generator=generator, dtype=torch.float64).mul(s).to(dtype)
                for a, b, s in shapes
            )
        )

    return SimpleNamespace(
        outputs=outputs, loss=loss, kernel=kernel, full_kernel=full_kernel, random_weights=random_weights
    )
