"""Captions say how networks were trained."""

import json

import numpy as np
import xarray as xr

from studies.connectivity.panels.protocol import protocol_text

FIXED = {"optimizer": "sgd_clipped", "clip_norm": 1, "learning_rate": 0.01, "normalise": "frobenius"}


def table(chosen=None, rates=None, **fixed):
    marks = xr.Dataset({"diverged": ("seed", np.zeros(3))}, attrs={"parameters": json.dumps(fixed)})
    if chosen is not None:
        marks = marks.assign(chosen_learning_rate=("seed", chosen)).assign_attrs(
            chosen=json.dumps({"learning_rate": rates})
        )
    return marks


def test_the_optimiser_its_bound_and_its_rate_are_told():
    assert protocol_text(table(**FIXED)) == (
        "Trained by SGD with gradients clipped to a norm of 1 at a learning rate of 0.01, initial matrices of equal "
        "Frobenius norm."
    )


def test_a_chosen_rate_is_told_with_how_often_each_was():
    fixed = {name: value for name, value in FIXED.items() if name != "learning_rate"}
    text = protocol_text(table([0.01, 0.003, 0.01], [0.003, 0.01], **fixed))
    assert "among 0.003, 0.01 that gave each network its lowest training loss (0.003 by 1, 0.01 by 2 of 3)" in text


def test_what_is_not_known_is_not_told():
    assert protocol_text(table()) == ""
    assert protocol_text(table(optimizer="sgd", learning_rate=0.003)) == "Trained by SGD at a learning rate of 0.003."
