"""Studies and experiments as targets of a command."""

import pytest
import yaml

pytestmark = pytest.mark.workflow

EXPERIMENT = {"sweep": {"task": ["2AF"], "rank": [1, 4]}, "parameters": {"gain": 1.0}, "claims": ["C1"]}


@pytest.fixture
def two_studies(unbuilt):
    """The project with a second study, of which one experiment has more ranks than units."""
    experiments = {"theirs": EXPERIMENT, "impossible": {"sweep": {"rank": [100]}}}
    folder = unbuilt.folder / "studies" / "neighbour"
    folder.mkdir()
    (folder / "study.yaml").write_text(yaml.safe_dump({"experiments": experiments}), encoding="utf-8")
    return unbuilt


def test_only_what_is_asked_for_is_made_and_can_block(two_studies):
    everything_of_rank = two_studies.jobs({}, "rank")
    assert {"aggregate rank", "claims rank", "figure rank figure1"} < everything_of_rank
    assert "scorecard" not in everything_of_rank
    assert {"scorecard", "explorer", "provenance"} | everything_of_rank == two_studies.jobs()
    theirs = two_studies.jobs({}, "theirs")
    assert {"aggregate theirs", "claims theirs"} < theirs and not theirs & {"aggregate rank", "scorecard"}
    for target in ("neighbour", "impossible", "everything"):
        answer = two_studies.snakemake({}, "--dry-run", target)
        assert answer.code != 0 and "experiments.impossible: rank: 100" in answer.text
    possible = {"experiments": {"impossible": None}}
    neighbour = two_studies.snakemake(possible, "--dry-run", "neighbour")
    assert neighbour.code == 0, neighbour.text
    assert "results/scorecard-neighbour.csv" in neighbour.text and "results/scorecard.csv" not in neighbour.text
    both = two_studies.snakemake(possible, "--dry-run", "everything")
    assert "results/scorecard-neighbour.csv" in both.text and "results/scorecard.csv" in both.text
