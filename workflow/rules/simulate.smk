# What `aggregate` makes of a sweep, this rule makes of a study that runs a simulation.
rule simulate:
    input:
        plan=lambda wildcards: WORK.simulation_plan(wildcards.study),
    output:
        measures=f"{OUTPUT}/{{study}}/measures.nc",
        summary=f"{OUTPUT}/{{study}}/summary.csv",
        plan=f"{OUTPUT}/{{study}}/measures.plan.json",
    log:
        f"{OUTPUT}/logs/simulate/{{study}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/simulate/{{study}}.tsv"
    wildcard_constraints:
        # The slash is the name of no study.
        study="|".join(WORK.plan.simulations) or "/",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: attempt * 4000,
        runtime=lambda wildcards, attempt: attempt * 60,
    params:
        spec=lambda wildcards: WORK.simulation_spec(wildcards.study),
        plan=plan_text,
    message:
        "Simulate the study {wildcards.study}"
    script:
        "../../scripts/simulate.py"
