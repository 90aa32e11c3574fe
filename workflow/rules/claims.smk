rule claims:
    input:
        plan=announced(lambda wildcards: WORK.claims_plan(wildcards.experiment)),
        measures=f"{OUTPUT}/{{experiment}}/measures.nc",
    output:
        table=f"{OUTPUT}/{{experiment}}/claims.csv",
        plan=f"{OUTPUT}/{{experiment}}/claims.plan.json",
    log:
        f"{OUTPUT}/logs/claims/{{experiment}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/claims/{{experiment}}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=announced(lambda wildcards: WORK.claims_spec(wildcards.experiment)),
        plan=plan_text,
    message:
        "Test the claims of the experiment {wildcards.experiment}"
    script:
        "../../scripts/claims.py"


rule scorecard:
    input:
        plan=lambda wildcards: WORK.scorecard_plan(),
        claims=expand("{output}/{experiment}/claims.csv", output=OUTPUT, experiment=WORK.experiments),
    output:
        csv=f"{OUTPUT}/scorecard.csv",
        html=report(
            f"{OUTPUT}/scorecard.html",
            category="1. Scorecard",
            labels={"scorecard": "every test, to sort"},
            caption="../report/scorecard.rst",
        ),
        pdf=f"{OUTPUT}/scorecard.pdf",
        png=report(
            f"{OUTPUT}/scorecard.png",
            category="1. Scorecard",
            labels={"scorecard": "as a figure"},
            caption="../report/scorecard.rst",
        ),
        plan=f"{OUTPUT}/scorecard.plan.json",
    log:
        f"{OUTPUT}/logs/scorecard.log",
    benchmark:
        f"{OUTPUT}/benchmarks/scorecard.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=lambda wildcards: WORK.scorecard_spec(),
        plan=plan_text,
    message:
        "Write the scorecard"
    script:
        "../../scripts/scorecard.py"
