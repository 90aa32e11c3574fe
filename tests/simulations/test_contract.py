"""What the planner knows of jobs that simulate replicates."""

from richlazy.contracts.stages import contract, machine_checks
from richlazy.contracts.study_parts import defaults, simulations


def parameters(simulation):
    return {"simulation": simulation, "arguments": defaults(simulation)}


def test_a_job_has_the_file_of_its_simulation_and_what_that_reads():
    own = contract("replicate")
    assert own.modules(parameters("early_recognition")) == [simulations.path("early_recognition")]
    assert own.downloads(parameters("early_recognition")) == {}
    cohort = parameters("recognition_in_cohort")
    assert own.downloads(cohort) == {"resources": ["resources/icu_cohort-eicu_demo.nc"]}
    assert own.published_tables(cohort) == [] and machine_checks("replicate") is None


def test_a_job_asks_a_cluster_for_memory():
    assert contract("replicate").size(parameters("early_recognition"), 1).memory_mb >= 1500
