"""What the workflow does because of a bug of Snakemake. Each test fails when the installed Snakemake has the bug no
more, and says what may then be taken out. That of the limit of submissions is in test_scheduling.py."""

import os

import pytest
from helpers.forked_snakemake import call

pytestmark = pytest.mark.workflow

SNAKEFILE = """
rule all:
    benchmark:
        "all.tsv"
    shell:
        "echo done >> log"
"""


def test_a_rule_without_output_is_taken_for_done_when_its_benchmark_is_there(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    for _ in range(2):
        code, text = call(["--cores", "1"], tmp_path, dict(os.environ))
        assert code == 0, text
    runs = (tmp_path / "log").read_text().count("done")
    assert runs == 1, "snakemake/snakemake#2176 is gone: give the rule `clean` a benchmark, as all others have one"
