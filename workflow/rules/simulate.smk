# The counterpart of `aggregate` for an experiment that runs a simulation: it simulates, or joins what the jobs of
# `replicate` simulated.
rule simulate:
    input:
        plan=PLANNED.plan("measures"),
        replicates=ancient(PLANNED.replicates),
        resources=ancient(PLANNED.resources_of_simulation),
    output:
        measures=f"{OUTPUT}/{{experiment}}/measures.nc",
        summary=f"{OUTPUT}/{{experiment}}/summary.csv",
        plan=f"{OUTPUT}/{{experiment}}/measures.plan.json",
    log:
        f"{OUTPUT}/logs/simulate/{{experiment}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/simulate/{{experiment}}.tsv"
    wildcard_constraints:
        # No experiment is called "/".
        experiment="|".join(PROJECT.plan.simulations) or "/",
    conda:
        "../../envs/simulate.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: attempt * 4000,
        runtime=lambda wildcards, attempt: attempt * 60,
    params:
        spec=PLANNED.spec_of("measures"),
        plan=PLANNED.plan_text("measures"),
    message:
        "Simulate the experiment {wildcards.experiment}"
    script:
        "../../scripts/simulate.py"
