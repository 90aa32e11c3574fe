"""Groups of jobs that a cluster runs in one submission, and the profiles that tell how large they are."""

from graphlib import TopologicalSorter
from math import ceil
from pathlib import Path, PurePath
from types import SimpleNamespace

import pytest
import yaml
from helpers.configs import read_config
from helpers.projects import checked_project
from richlazy.planning import resources
from richlazy.planning.rules import group
from snakemake.resources import GroupResources, Resources

ROOT = Path(__file__).parents[2]
GROUPED = ("connectivity", "train", "measure", "compare", "replicate")


def profile(name):
    return yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """The paper's config, in which trainings wait for matrices that are made from other trainings."""
    config = read_config()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("groups"))
        return checked_project(config, ROOT)


def node(work, path):
    """What an artefact is waited for as: its group, or where it has none the artefact itself."""
    stage, name = PurePath(path).parent.name, PurePath(path).stem
    return group(work.plan, work.artefact(stage, name)) if stage in GROUPED else name


def test_no_group_waits_for_itself(work):
    waits = {}
    for stage in GROUPED:
        for artefact in work.plan.artefacts[stage].values():
            own = group(work.plan, artefact)
            waits.setdefault(own, set()).update(node(work, path) for path in artefact.inputs.values())
    for one in waits:
        waits[one] -= {one}  # within one submission jobs wait for each other in turn
    order = list(TopologicalSorter(waits).static_order())
    assert order.index("train") < order.index("connectivity_from_learned") < order.index("train_from_learned")


def test_the_profile_sizes_every_group(work):
    groups = {group(work.plan, artefact) for stage in GROUPED for artefact in work.plan.artefacts[stage].values()}
    sizes = dict(line.split("=") for line in profile("slurm")["group-components"])
    assert groups == set(sizes) - {"compare_from_learned"}  # the paper compares no networks with aligned starts
    assert all(int(size) > 1 for size in sizes.values())


def test_every_profile_keeps_what_all_need():
    # Snakemake reads one workflow profile, so that each repeats the default one.
    assert profile("slurm").items() >= profile("default").items()


@pytest.mark.parametrize("sharing", [1, 3, 4])
def test_a_submission_has_one_gpu_that_its_trainings_share(sharing):
    """What Snakemake asks SLURM for, of twenty trainings of 30 minutes in one group."""
    percent = resources.gpu_percent({"device": "auto", "trainings_per_gpu": sharing})
    asked = {"gres": "gpu:1", "gpu_percent": percent, "mem_mb": 3000, "runtime": 30, "_cores": 1}
    trainings = [SimpleNamespace(resources=asked, pipe_group=None) for _ in range(20)]
    slurm = profile("slurm")
    limits = dict(line.split("=") for line in slurm["resources"]) | {"_cores": slurm["cores"]}
    limits = Resources.from_mapping({name: int(value) for name, value in limits.items()})
    found = GroupResources.basic_layered([trainings], limits, run_local=False)
    assert found["gres"] == "gpu:1" and found["_cores"] == sharing
    assert found["runtime"] == 30 * ceil(20 / sharing) and found["mem_mb"] == 3000 * sharing


def test_no_gpu_is_asked_for_where_none_is_used():
    machine = {"device": "cpu", "trainings_per_gpu": 4}
    assert resources.gpu_percent(machine) == resources.cuda_memory(machine) == 0
