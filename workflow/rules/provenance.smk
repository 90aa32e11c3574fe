# The lineage of all results as a page, with their config; `richlazy lineage` prints that of a single file.
rule provenance:
    input:
        plan=PLANNED.plan("provenance"),
        scorecard=f"{OUTPUT}/scorecard{{study}}.csv",
    output:
        html=report(
            f"{OUTPUT}/provenance{{study}}.html",
            category="Config and environment",
            labels=lambda wildcards: {"page": page_label("where the results come from", wildcards.study)},
            caption="../report/provenance.rst",
        ),
        plan=f"{OUTPUT}/provenance{{study}}.plan.json",
    log:
        f"{OUTPUT}/logs/provenance{{study}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/provenance{{study}}.tsv"
    conda:
        "../../envs/provenance.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        spec=PLANNED.spec_of("provenance"),
        plan=PLANNED.plan_text("provenance"),
    message:
        "Write the provenance page{wildcards.study}"
    script:
        "../../scripts/provenance.py"
