# One page to look through all results of a study: it needs no network, and holds its data and its charting library.
rule explorer:
    input:
        plan=PLANNED.plan("explorer"),
        scorecard=f"{OUTPUT}/scorecard{{study}}.csv",
        measures=PLANNED.explored("measures"),
        matrices=ancient(PLANNED.explored("matrices")),
    output:
        # No entry of a report, which would hold it as an address: Chromium opens none above two megabytes.
        html=f"{OUTPUT}/explorer{{study}}.html",
        plan=f"{OUTPUT}/explorer{{study}}.plan.json",
    log:
        f"{OUTPUT}/logs/explorer{{study}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/explorer{{study}}.tsv"
    conda:
        "../../envs/explorer.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=PLANNED.spec_of("explorer"),
        plan=PLANNED.plan_text("explorer"),
    message:
        "Write the explorer{wildcards.study}"
    script:
        "../../scripts/explorer.py"
