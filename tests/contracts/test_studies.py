"""A config is put together with the files of studies, which are held against what they may say."""

import pytest
from helpers.configs import read_config
from richlazy.artefacts import disk_cache
from richlazy.contracts import registry, studies
from richlazy.contracts.studies import study_of, topics, with_studies
from richlazy.errors import InputError

GENERAL = {"seeds": 2, "tasks": {"2AF": {"environment": "A"}}, "matrices": {}}
MINE = """
tasks: {own: {environment: B, arguments: {inputs: 5}}}
experiments:
  width: {sweep: {hidden: [1, 2]}, parameters: {task: own}, claims: [X1]}
  depth: {sweep: {depth: [1, 2]}, also: [{rank: [1]}], parameters: {batch: 8}}
parameters: {hidden: 9, batch: 4, rank: 3}
quick: {experiments: {width: {sweep: {hidden: [1]}}, depth: null}, parameters: {hidden: 5}}
topics: {What it shows: [a, b]}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with the studies `mine` and `connectivity`."""
    monkeypatch.setattr(registry, "PROJECT", tmp_path)
    monkeypatch.setattr(disk_cache, "_of_process", disk_cache.DiskCache())
    write(tmp_path, "config/config.yaml", "tasks: {2AF: {environment: A}}\nmatrices: {}\n")
    write(tmp_path, "studies/mine/study.yaml", MINE)
    write(tmp_path, "studies/connectivity/study.yaml", "experiments: {rank: {sweep: {rank: [1, 2]}}}\n")
    write(tmp_path, "studies/_template/study.yaml", "experiments: {none: {sweep: {rank: [1]}}}\n")
    return tmp_path


def write(folder, name, text):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def refused(config=GENERAL):
    with pytest.raises(InputError) as error:
        with_studies(config)
    return str(error.value)


def test_experiments_of_all_studies_are_there_the_default_ones_first_and_those_of_the_config_last(project):
    found = with_studies(GENERAL | {"experiments": {"own": {"sweep": {}}}})
    assert list(found["experiments"]) == ["rank", "width", "depth", "own"]
    assert found["tasks"] == {"own": {"environment": "B", "arguments": {"inputs": 5}}, "2AF": {"environment": "A"}}
    assert study_of() == {"rank": "connectivity", "width": "mine", "depth": "mine"}
    assert topics() == {"connectivity": {}, "mine": {"What it shows": ["a", "b"]}}


def test_the_config_goes_before_the_study_key_by_key(project):
    changes = {"rank": None, "width": {"sweep": {"hidden": [7]}}}
    found = with_studies(GENERAL | {"experiments": changes, "tasks": {"own": {"arguments": {"inputs": 6}}}})
    assert found["experiments"]["rank"] is None
    assert found["experiments"]["width"]["sweep"] == {"hidden": [7]}
    assert found["experiments"]["width"]["claims"] == ["X1"]
    assert found["tasks"]["own"] == {"environment": "B", "arguments": {"inputs": 6}}


def test_parameters_of_a_study_hold_where_an_experiment_neither_sweeps_nor_sets_them(project):
    experiments = with_studies(GENERAL)["experiments"]
    assert experiments["width"]["parameters"] == {"batch": 4, "rank": 3, "task": "own"}
    assert experiments["depth"]["parameters"] == {"hidden": 9, "batch": 8}  # `also` sweeps the rank
    assert "parameters" not in experiments["rank"]


def test_a_size_is_laid_over_the_study_and_the_config_over_both(project):
    quick = with_studies(GENERAL | {"size": "quick"})["experiments"]
    assert quick["width"]["sweep"] == {"hidden": [1]} and quick["depth"] is None
    assert with_studies(GENERAL | {"size": "complete"}) == with_studies(GENERAL) | {"size": "complete"}
    again = with_studies(GENERAL | {"size": "quick", "experiments": {"depth": {"sweep": {"depth": [4]}}}})
    assert again["experiments"]["depth"] == {
        "sweep": {"depth": [4]},
        "parameters": {"hidden": 5, "batch": 4, "rank": 3},
    }


def test_default_measures_of_an_experiment_go_before_those_of_the_config_and_these_before_those_of_the_study(project):
    text = MINE.replace("quick: {", "default_measures: [a, b]\nquick: {default_measures: [c], ")
    write(project, "studies/mine/study.yaml", text.replace("depth: {", "depth: {default_measures: [], ", 1))

    def found(**changes):
        experiments = with_studies(GENERAL | changes)["experiments"]
        return {name: section.get("default_measures") for name, section in experiments.items() if section}

    assert found() == {"rank": None, "width": ["a", "b"], "depth": []} == found(default_measures=None)
    assert found(size="quick") == {"rank": None, "width": ["c"]}
    assert found(default_measures=["d"]) == {"rank": ["d"], "width": ["d"], "depth": ["d"]}
    assert found(default_measures=["d"], experiments={"depth": {"default_measures": []}})["depth"] == []
    again = with_studies(with_studies(GENERAL | {"default_measures": ["d"]}))
    assert again == with_studies(GENERAL | {"default_measures": ["d"]})
    own = {"own": {"sweep": {"rank": [1]}}, "shown": {"collects": ["own"]}}
    assert found(default_measures=["d"], experiments=own)["own"] == ["d"]
    assert found(default_measures=["d"], experiments=own)["shown"] is None
    assert found(experiments={"width": {"default_measures": ["e"]}})["width"] == ["e"]


@pytest.mark.parametrize("size", ["standard", "quick", "complete"])
def test_a_config_that_was_put_together_stays_as_it_is(size):
    once = with_studies(read_config() | {"size": size})
    assert with_studies(once) == once


@pytest.mark.parametrize(
    "text, words",
    [
        ("claims: {}\n", ("mine/study.yaml: claims: a study has no such key", "allowed are tasks, matrices, experi")),
        ("", ("mine/study.yaml: found no keys", "`experiments: ...`")),
        ("- a\n", ("mine/study.yaml: found no keys", "`experiments: ...`")),
        ("experiments:\n", ("mine/study.yaml: experiments: found null", "allowed is a mapping")),
        ("default_measures: loss\n", ("default_measures: found 'loss'", "`default_measures: [training_loss]`")),
        (
            "quick: {default_measures: {a: 1}}\n",
            ("quick.default_measures: found {", "a list of names"),
        ),
        ("topics: {A: 3}\n", ("mine/study.yaml: topics.A: found 3", "a list of names of figures")),
        ("experiments: [a]\n", ("mine/study.yaml: experiments: found ['a']", "allowed is a mapping")),
        ("quick: {seeds: 3}\n", ("mine/study.yaml: quick.seeds: a study has no such key",)),
        ("experiments: {a: 1}\nexperiments: {b: 2}\n", ("mine/study.yaml: line 2: experiments", "given twice")),
        ("experiments: {rank: {sweep: {}}}\n", ("mine/study.yaml: experiments.rank", "connectivity/study.yaml has")),
        ("tasks: {2AF: {environment: C}}\n", ("mine/study.yaml: tasks.2AF: config/config.yaml has", "`2AF_of_mine`")),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_file_and_key(project, text, words):
    write(project, "studies/mine/study.yaml", text)
    message = refused()
    assert all(word in message for word in words), message


def test_a_file_that_is_no_utf8_is_refused_with_the_line(project):
    (project / "studies" / "mine" / "study.yaml").write_bytes(b"# one\n# \xe4\n")
    assert "mine/study.yaml: line 2: found the byte 0xe4" in refused()


def test_a_study_without_a_file_is_refused(project):
    (project / "studies" / "mine" / "study.yaml").unlink()
    assert "mine/study.yaml: the study has no such file" in refused()


def test_two_studies_may_have_the_same_task_and_the_config_may_change_a_shared_one(project):
    write(project, "studies/other/study.yaml", "tasks: {own: {environment: B, arguments: {inputs: 5}}}\n")
    config = GENERAL | {"tasks": {"2AF": {"environment": "Z"}}}
    assert with_studies(config)["tasks"]["2AF"] == {"environment": "Z"}
    write(project, "studies/other/study.yaml", "tasks: {own: {environment: other}}\n")
    registry._studies.cache_clear()
    studies._read.cache_clear()
    assert "other/study.yaml: tasks.own: " in refused()


def test_the_old_name_of_experiments_is_told(project):
    assert "studies: sweeps are called experiments" in refused(GENERAL | {"studies": {"rank": None}})
