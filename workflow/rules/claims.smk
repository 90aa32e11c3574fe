rule claims:
    input:
        plan=PLANNED.plan("claims"),
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
        spec=PLANNED.spec_of("claims"),
        plan=PLANNED.plan_text("claims"),
    message:
        "Test the claims of the experiment {wildcards.experiment}"
    script:
        "../../scripts/claims.py"


rule scorecard:
    input:
        plan=PLANNED.plan("scorecard"),
        claims=PLANNED.claims_of_study,
    output:
        csv=f"{OUTPUT}/scorecard{{study}}.csv",
        html=report(
            f"{OUTPUT}/scorecard{{study}}.html",
            category="1. Scorecard",
            labels=lambda wildcards: {"scorecard": page_label("every test, to sort", wildcards.study)},
            caption="../report/scorecard.rst",
        ),
        pdf=f"{OUTPUT}/scorecard{{study}}.pdf",
        png=report(
            f"{OUTPUT}/scorecard{{study}}.png",
            category="1. Scorecard",
            labels=lambda wildcards: {"scorecard": page_label("as a figure", wildcards.study)},
            caption="../report/scorecard.rst",
        ),
        plan=f"{OUTPUT}/scorecard{{study}}.plan.json",
    log:
        f"{OUTPUT}/logs/scorecard{{study}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/scorecard{{study}}.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=PLANNED.spec_of("scorecard"),
        plan=PLANNED.plan_text("scorecard"),
    message:
        "Write the scorecard{wildcards.study}"
    script:
        "../../scripts/scorecard.py"
