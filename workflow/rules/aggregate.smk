# Tables and figures keep one path while what they show changes. Each takes a plan as input, a small file that says what
# it is to be made from, and leaves a copy beside itself that says what it was made from. The time of the plan is
# set by comparing the two, so that no clock can hide that they differ.
rule aggregate:
    input:
        plan=announced(lambda wildcards: WORK.aggregate_plan(wildcards.study)),
        measures=ancient(announced(lambda wildcards: WORK.study_files(wildcards.study, "measures"))),
        matrices=ancient(announced(lambda wildcards: WORK.study_files(wildcards.study, "matrices"))),
    output:
        measures=f"{OUTPUT}/{{study}}/measures.nc",
        summary=f"{OUTPUT}/{{study}}/summary.csv",
        plan=f"{OUTPUT}/{{study}}/measures.plan.json",
    log:
        f"{OUTPUT}/logs/aggregate/{{study}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/aggregate/{{study}}.tsv"
    wildcard_constraints:
        # The slash is the name of no study.
        study="|".join(WORK.plan.studies) or "/",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        spec=announced(lambda wildcards: WORK.aggregate_spec(wildcards.study)),
        plan=plan_text,
    message:
        "Join the measures of the study {wildcards.study}"
    script:
        "../../scripts/aggregate.py"
