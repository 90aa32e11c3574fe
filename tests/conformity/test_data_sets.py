"""Every data set: parts of the sizes asked for, from the seed alone."""

import numpy as np
import pytest
from helpers.every_part import KINDS, Part, arguments, made_here
from richlazy.data.streams import check_taken
from richlazy.data.table_constants import table_size

SIZES = {"training": 24, "probe": 6, "test": 9}


def drawn(name, seed=0, **sizes):
    part = Part("data set", name)
    return KINDS["data set"].find(name).draw(SIZES | sizes, seed, **arguments(part))


def arrays(pool):
    """Inputs and what is to be said of them, by part."""
    return {part: (trials.inputs, answers(trials)) for part, trials in pool.parts.items()}


def answers(trials):
    return trials.labels if trials.labels is not None else trials.targets


def is_regression(name):
    return Part("data set", name).constant("KIND", "trials") == "regression"


@pytest.mark.parametrize("name", made_here("data set"))
def test_every_part_has_its_size_and_finite_inputs(name):
    for part, (inputs, answer) in arrays(drawn(name)).items():
        if part in SIZES:
            assert len(inputs) == len(answer) == SIZES[part]
        assert inputs.dtype == np.float32 and np.isfinite(inputs).all() and inputs.ndim == 3
        assert answer.shape[:2] == inputs.shape[:2]


@pytest.mark.parametrize("name", made_here("data set"))
def test_answers_are_those_that_its_contract_tells(name):
    pool = drawn(name)
    for _, answer in arrays(pool).values():
        if is_regression(name):
            assert answer.dtype.kind == "f" and np.isfinite(answer).all() and answer.shape[2] == pool.classes
        else:
            assert answer.dtype.kind == "i" and answer.min() >= 0 and answer.max() < pool.classes


@pytest.mark.parametrize("name", made_here("data set"))
def test_steps_and_channels_are_those_that_its_contract_tells(name):
    part, pool = Part("data set", name), drawn(name)
    shape = pool.parts["training"].inputs.shape
    definition = {"environment": part.constant("ENVIRONMENT"), "arguments": arguments(part)}
    assert shape[1] == table_size(definition, "STEPS", 1) and 0 <= pool.decision_step < shape[1]
    assert table_size(definition, "CHANNELS") in (None, shape[2])
    assert set(pool.parts) == {*SIZES, *part.constant("PARTS", [])}


def streams():
    return [name for name in made_here("data set") if Part("data set", name).constant("STREAM")]


def taken(name, generator_seed, *steps):
    """Inputs and labels of so many steps of four trials each, in turn."""
    own = (
        KINDS["data set"]
        .find(name)
        .Stream(0, np.random.default_rng(generator_seed), **arguments(Part("data set", name)))
    )
    return [own.take(number, 4) for number in steps]


@pytest.mark.parametrize("name", streams())
def test_a_stream_has_trials_like_those_of_its_pool(name):
    pool = drawn(name)
    for inputs, labels in taken(name, 0, 3, 2):
        check_taken(inputs, labels, (*inputs.shape[:2], *pool.parts["training"].inputs.shape[1:]), pool.classes)


@pytest.mark.parametrize("name", streams())
def test_a_stream_goes_on_and_its_generator_alone_decides(name):
    (first, second), (again, _), (other, _) = (taken(name, seed, 3, 3) for seed in (0, 0, 1))
    assert all(np.array_equal(*pair) for pair in zip(first, again, strict=True))
    assert not np.array_equal(first[0], second[0]) and not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("name", made_here("data set"))
def test_the_seed_alone_decides(name):
    first, again, other = (arrays(drawn(name, seed)) for seed in (0, 0, 1))
    for part in first:
        assert all(np.array_equal(*pair) for pair in zip(first[part], again[part], strict=True))
        assert not np.array_equal(first[part][0], other[part][0])


@pytest.mark.parametrize("name", made_here("data set"))
def test_more_training_trials_leave_the_test_trials(name):
    few, many = (drawn(name, training=count).parts["test"] for count in (24, 36))
    assert np.array_equal(answers(few), answers(many)) and len(few.inputs) == len(many.inputs)


@pytest.mark.parametrize("name", made_here("data set"))
def test_no_trial_is_both_trained_and_tested_on(name):
    pool = drawn(name)
    seen = {trial.tobytes() for trial in pool.parts["training"].inputs}
    assert not seen & {trial.tobytes() for trial in pool.parts["test"].inputs}
