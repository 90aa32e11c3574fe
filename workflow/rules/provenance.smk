# What `scripts/lineage.py` tells of a single file, as a page of all results, with the config that asked for them.
rule provenance:
    input:
        plan=lambda wildcards: WORK.provenance_plan(),
        scorecard=f"{OUTPUT}/scorecard.csv",
    output:
        html=report(
            f"{OUTPUT}/provenance.html",
            category="Config and environment",
            labels={"page": "where the results come from"},
            caption="../report/provenance.rst",
        ),
        plan=f"{OUTPUT}/provenance.plan.json",
    log:
        f"{OUTPUT}/logs/provenance.log",
    benchmark:
        f"{OUTPUT}/benchmarks/provenance.tsv"
    conda:
        "../../envs/provenance.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        spec=lambda wildcards: WORK.provenance_spec(),
        plan=plan_text,
    message:
        "Write where the results come from"
    script:
        "../../scripts/provenance.py"
