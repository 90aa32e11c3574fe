"""What is added to the project as files changes no address of what is there: the paper is not made again."""

import shutil
from pathlib import Path

import pytest
import yaml
from helpers.addresses import addresses
from helpers.new_parts import ROOMS, add, add_study, known

ROOT = Path(__file__).parents[2]
PARTS = ("scripts", "studies", "config", "envs", "workflow")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project's files. To be copied, not changed."""
    folder = tmp_path_factory.mktemp("project")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def before(project):
    """All artefacts of the paper."""
    found = addresses(project)
    assert len(found) > 500
    return found


@pytest.fixture
def copy(project, tmp_path):
    return shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))


def test_a_part_of_every_kind_in_the_library_changes_no_address(copy, before):
    for kind in ROOMS:
        add(copy, kind, "newcomer")
        assert "newcomer" in known(copy, kind), kind
    assert addresses(copy) == before


def test_a_study_with_a_part_of_every_kind_changes_no_address(copy, before):
    add_study(copy, "newcomers")
    for kind in ROOMS:
        add(copy, kind, "newcomer", study="newcomers")
        assert "newcomer" in known(copy, kind), kind
    assert before <= addresses(copy)


def naming(project, experiment, *measures):
    """The project with measures named in an experiment, wherever that stands."""
    for path in [project / "config" / "config.yaml", *sorted((project / "studies").glob("*/study.yaml"))]:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        if experiment in (config.get("experiments") or {}):
            config["experiments"][experiment]["measures"] = list(measures)
            path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
            return
    raise AssertionError(f"no experiment {experiment}")


def stages(paths):
    return {Path(path).parent.name for path in paths}


def test_a_measure_that_an_experiment_names_is_taken_alone(copy, before):
    add(copy, "measure", "newcomer")
    naming(copy, "gain", "newcomer")
    after = addresses(copy)
    assert before <= after and stages(after - before) == {"measure"}
    naming(copy, "gain", "newcomer", "training_loss")
    both = addresses(copy)
    assert after <= both and len(both - before) == 2 * len(after - before)


def test_another_measure_leaves_those_named_before_as_they_are(copy):
    add(copy, "measure", "newcomer")
    naming(copy, "gain", "newcomer")
    after = addresses(copy)
    path = add(copy, "measure", "second")
    path.write_text(path.read_text().replace("a purpose of newcomers", "a second purpose"), encoding="utf-8")
    assert addresses(copy) == after


def test_changing_a_part_that_is_used_changes_addresses(copy, before):
    """The tests above would see it."""
    measure = copy / "scripts" / "richlazy" / "measures" / "sign_similarity.py"
    measure.write_text(measure.read_text(encoding="utf-8") + "\n\nCHANGED = True\n", encoding="utf-8")
    assert stages(before - addresses(copy)) == {"measure"}
