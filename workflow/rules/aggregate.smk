# Tables and figures keep their paths while their content changes. Each has as input a plan, a small file that says what
# it is to be made from, and as output a record with the plan that it was made from. The modification time of the plan is
# set by comparing the two, so that Snakemake's decision to run the job does not depend on clocks.
rule aggregate:
    input:
        plan=PLANNED.plan("measures"),
        measures=ancient(PLANNED.files_of("measures")),
        between_seeds=ancient(PLANNED.files_of("between_seeds")),
        matrices=ancient(PLANNED.files_of("matrices")),
        # Where a parameter is chosen by loss.
        trainings=ancient(PLANNED.files_of("trainings")),
    output:
        measures=f"{OUTPUT}/{{experiment}}/measures.nc",
        summary=f"{OUTPUT}/{{experiment}}/summary.csv",
        plan=f"{OUTPUT}/{{experiment}}/measures.plan.json",
    log:
        f"{OUTPUT}/logs/aggregate/{{experiment}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/aggregate/{{experiment}}.tsv"
    wildcard_constraints:
        # No experiment is called "/".
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
        "Aggregate the measures of the experiment {wildcards.experiment}"
    script:
        "../../scripts/aggregate.py"
