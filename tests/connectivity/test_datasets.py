"""The list of reconstructions: complete, pinned, known in size without a file."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.connectivity import datasets
from richlazy.connectivity.builders import reconstruction
from richlazy.connectivity.datasets import DATASETS, units_of, wheel_of
from richlazy.connectivity.signs import RULES
from richlazy.downloads.pinned import PACKAGES
from richlazy.errors import InputError


def test_the_builder_offers_every_dataset_and_every_rule_of_signs():
    assert reconstruction.ARGUMENTS["dataset"]["enum"] == list(DATASETS)
    assert set(reconstruction.ARGUMENTS["signs"]["enum"]) == {"by_dataset", *RULES}
    assert {entry.signs for entry in DATASETS.values()} <= set(RULES)


def test_the_largest_extent_of_the_builder_is_the_largest_that_has_a_size():
    assert reconstruction.ARGUMENTS["extent"]["maximum"] == len(DATASETS["optic_lobe"].units) - 1


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_pinned_to_a_version_and_a_hash(name):
    package = PACKAGES[name]
    assert package.name == name and re.fullmatch(r"[0-9a-f]{64}", package.sha256)
    assert package.file == f"{name}-{package.version}-py3-none-any.whl"


def test_sizes_are_those_of_the_publications():
    assert [units_of(name, 1) for name in ("celegans_cook", "mushroom_body_left", "mushroom_body_right")] == [
        302,
        209,
        213,
    ]
    assert units_of("optic_lobe", 1) == 443
    assert {units_of("witvliet3", extent) for extent in range(9)} == {162}


@pytest.mark.parametrize("extent", [-1, 4])
def test_an_extent_without_a_size_is_refused(extent):
    with pytest.raises(InputError, match=rf"extent: found {extent}; allowed: 0 to 3"):
        units_of("optic_lobe", extent)


def test_the_eight_ages_rise_from_birth_to_adult():
    series = [DATASETS[f"witvliet{number}"] for number in range(1, 9)]
    assert [entry.hours for entry in series] == [0, 5, 8, 16, 23, 27, 50, 50]
    assert [entry.stage for entry in series] == ["L1"] * 4 + ["L2", "L3", "adult", "adult"]


def test_the_path_of_a_wheel_is_that_of_its_package():
    assert wheel_of("mushroom_body_left") == "resources/wheels/graspologic-3.4.4-py3-none-any.whl"
    assert wheel_of("witvliet1") == wheel_of("celegans_white")


def test_the_list_needs_no_numpy():
    code = "import sys; from richlazy.connectivity.datasets import units_of; print('numpy' in sys.modules)"
    folder = Path(datasets.__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
