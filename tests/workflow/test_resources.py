"""Experiments on images and stays: a rule brings them once, from the files that the config names, and only where they
are used."""

import re
from pathlib import Path

import pytest
import yaml
from helpers import icu_cohorts, mnist_files, omniglot_files
from helpers.projects import checked_project
from richlazy.planning.plugin_modules import downloads

from studies.in_context.omniglot.drawings import identity, read_drawings
from studies.sepsis.sources import read_source

pytestmark = pytest.mark.workflow

ROOT = Path(__file__).parents[2]
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


PIXELS = omniglot_files.random_pixels(characters=6, drawings=6)
OWN = f"resources/omniglot-{identity(PIXELS)}.nc"
CHARACTERS = {
    "tasks": {"mine": {"environment": "OmniglotSequences", "arguments": {"drawings": identity(PIXELS)}}},
    "experiments": {
        "rank": None,
        "characters": {
            "sweep": {"task": ["mine"]},
            "parameters": {"learner": "in_context_lstm", "held_out_classes": 2, "output_steps": "last"},
            "claims": [],
            "figures": [],
        },
    },
}


def test_a_study_brings_a_resource_of_its_own(unbuilt):
    """From a zip file of the user's, at a key of the config that the library does not know."""
    (unbuilt.folder / "mine.zip").write_bytes(omniglot_files.zipped(omniglot_files.members(PIXELS)))
    named = CHARACTERS | {"machine": {"omniglot": ["mine.zip"]}}
    answer = unbuilt.snakemake(named, OWN)
    assert answer.code == 0, answer.text
    assert read_drawings(unbuilt.folder / OWN).names == tuple(sorted(PIXELS))
    assert not [job for job in unbuilt.jobs(named) if job.startswith("bring")]
    refused = unbuilt.snakemake(CHARACTERS | {"machine": {"omniglot": "nowhere"}}, "-n", "characters")
    assert refused.code == 0, "the file is there, and what the config names is not needed"


def test_a_damaged_file_ends_the_run_before_anything_is_trained(unbuilt):
    (unbuilt.folder / "mine.zip").write_bytes(omniglot_files.zipped(omniglot_files.members(PIXELS))[:1000])
    answer = unbuilt.snakemake(CHARACTERS | {"machine": {"omniglot": "mine.zip"}}, "characters")
    assert answer.code != 0 and not (unbuilt.folder / OWN).exists()
    (log,) = (unbuilt.results / "logs" / "bring").glob("omniglot-*.log")
    assert "machine.omniglot: mine.zip: the archive is damaged" in log.read_text(encoding="utf-8")
    assert not list((unbuilt.results / "trials").glob("*")) and not list((unbuilt.results / "train").glob("*"))
    answer = unbuilt.snakemake(CHARACTERS | {"machine": {"omniglot": "nowhere"}}, "-n", "characters")
    assert answer.code != 0 and "machine.omniglot: there is no 'nowhere'" in answer.text


def test_a_training_on_a_stream_reads_what_its_pool_was_made_from(config):
    """And one on a pool does not."""

    def read_by_training(overlay, **parameters):
        plan = checked_project({**config, **overlay, "parameters": config["parameters"] | parameters}, ROOT).plan
        return [downloads(training) for training in plan.artefacts["train"].values()]

    assert read_by_training(CHARACTERS) == [{"resources": [OWN]}]
    assert read_by_training(IMAGES, training_trials=500) == [{}, {}]


def readme_overlay(**changes):
    """The config that the README of the study `sepsis` shows for a cohort of one's own, with other names and sizes."""
    text = (ROOT / "studies" / "sepsis" / "README.md").read_text(encoding="utf-8")
    (block,) = (block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "sepsis_mine" in block)
    config = yaml.safe_load(block.replace("IDENTITY", changes["identity"]).replace("FOLDER", changes["folder"]))
    section = config["experiments"]["sepsis_mine"]
    assert section["arguments"].keys() == {"cohort"} and section["seeds"] == 25
    section["arguments"] |= {"classifiers": ["floor", "raw_tcn"], "epochs": 1, "width": 4, "fewest_observations": 100}
    return config | {"experiments": config["experiments"] | {"rank": None}}, section


def test_a_cohort_of_one_s_own_is_brought_and_recognised_as_the_readme_shows(unbuilt):
    """The first command tells the identity of the files, before anything is made."""
    folder = unbuilt.folder / "my stays"
    folder.mkdir()
    icu_cohorts.write_yaib(folder, icu_cohorts.stays(cases=20, controls=200))
    config, section = readme_overlay(identity="0" * 64, folder="my stays")
    refused = unbuilt.snakemake(config, "-n", "sepsis_mine")
    told = re.search(r"write `arguments: \{cohort: ([0-9a-f]{64})\}`", refused.text)
    assert refused.code != 0 and told and not unbuilt.results.exists()
    section["arguments"]["cohort"], section["seeds"] = told[1], 5
    jobs = {"bring", "simulate sepsis_mine", "claims sepsis_mine"}
    jobs |= {f"figure sepsis_mine {name}" for name in ("sepsis_horizons", "sepsis_calibration")}
    jobs |= {f"replicate recognition_in_cohort-seed{seed}" for seed in range(5)}
    assert unbuilt.run(config, "sepsis_mine") == jobs
    brought = unbuilt.folder / "resources" / f"icu_cohort-{told[1]}.nc"
    assert read_source(brought)[0].septic.sum() == 20
    # What is made needs the stays no more, and neither the folder.
    brought.unlink()
    folder.rename(unbuilt.folder / "elsewhere")
    assert unbuilt.jobs(config, "sepsis_mine") == set()
    section["arguments"]["width"] = 5
    answer = unbuilt.snakemake(config, "-n", "sepsis_mine")
    assert answer.code != 0 and "machine.icu_cohort: 'my stays' does not exist" in answer.text


def test_the_open_demo_is_asked_for_by_name_and_the_study_goes_without_it(unbuilt):
    quick = ("--configfile", "config/quick.yaml")
    answer = unbuilt.snakemake(None, "-n", "sepsis", *quick)
    assert answer.code == 0 and "icu_cohort" not in answer.text
    answer = unbuilt.snakemake(None, "-n", "sepsis_eicu", *quick)
    assert answer.code != 0 and "`--configfile studies/sepsis/eicu_demo.yaml`" in answer.text
    demo = [f"studies/sepsis/eicu_demo{size}.yaml" for size in ("", "_quick")]
    answer = unbuilt.snakemake(None, "-n", "sepsis_eicu", "--configfile", *demo)
    assert answer.code == 0 and "resources/icu_cohort-eicu_demo.nc" in answer.text
