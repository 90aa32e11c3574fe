"""Experiments on images: a rule brings them once, from the files that the config names, and only where they are
used."""

import pytest
from helpers import mnist_files

pytestmark = pytest.mark.workflow

IMAGES = {"experiments": {"rank": {"sweep": {"task": ["sMNIST"], "rank": [1, 4]}}}}


def test_the_images_are_brought_before_the_trials_that_show_them(unbuilt):
    jobs = unbuilt.jobs(IMAGES)
    assert {"bring", "trials sMNIST"} <= jobs
    (unbuilt.folder / "resources").mkdir()
    (unbuilt.folder / "resources" / "mnist.nc").touch()
    assert unbuilt.jobs(IMAGES) == jobs - {"bring"}


def test_other_experiments_need_none(unbuilt):
    assert not [job for job in unbuilt.jobs({"machine": {"mnist": "nowhere"}}) if job.startswith("bring")]


def test_other_images_are_refused_by_the_rule_and_nothing_is_kept(unbuilt):
    """All of the right form, from the place that the config names."""
    folder = unbuilt.folder / "mine"
    folder.mkdir()
    mnist_files.lay_down(folder, mnist_files.numbered_images(), compressed=True)
    answer = unbuilt.snakemake(IMAGES | {"machine": {"mnist": "mine"}}, "resources/mnist.nc")
    assert answer.code != 0
    log = (unbuilt.results / "logs" / "bring" / "mnist.log").read_text(encoding="utf-8")
    assert "machine.mnist: mine: these are not the images of MNIST" in log and "`mnist: null`" in log
    assert not list((unbuilt.folder / "resources").glob("*"))
