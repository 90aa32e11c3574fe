# Tables and figures keep one path while what they show changes. Each takes a plan as input, a small file that says what
# it is to be made from, and leaves a copy beside itself that says what it was made from. The time of the plan is
# set by comparing the two, so that no clock can hide that they differ.
rule aggregate:
    input:
        plan=PLANNED.plan("measures"),
        measures=ancient(PLANNED.files_of("measures")),
        matrices=ancient(PLANNED.files_of("matrices")),
    output:
        measures=f"{OUTPUT}/{{experiment}}/measures.nc",
        summary=f"{OUTPUT}/{{experiment}}/summary.csv",
        plan=f"{OUTPUT}/{{experiment}}/measures.plan.json",
    log:
        f"{OUTPUT}/logs/aggregate/{{experiment}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/aggregate/{{experiment}}.tsv"
    wildcard_constraints:
        # The slash is the name of no experiment.
        experiment="|".join(PROJECT.plan.experiments) or "/",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        spec=PLANNED.spec_of("measures"),
        plan=PLANNED.plan_text("measures"),
    message:
        "Join the measures of the experiment {wildcards.experiment}"
    script:
        "../../scripts/aggregate.py"
