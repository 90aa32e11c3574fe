# The least that Snakemake can do for the same jobs: the peer of dry_run.py, which writes graph.json.
import json
from pathlib import Path

GRAPH = json.loads(Path("graph.json").read_text(encoding="utf-8"))


wildcard_constraints:
    name="[^/]+",
    study="[a-z_]+",
    figure="[A-Za-z0-9_]+",


rule all:
    input:
        GRAPH["all"],


rule trials:
    output:
        "results/trials/{name}.nc",
    script:
        "../scripts/trials.py"


rule connectivity:
    input:
        lambda wildcards: GRAPH["connectivity"][wildcards.name],
    output:
        "results/connectivity/{name}.nc",
    script:
        "../scripts/connectivity.py"


rule train:
    input:
        lambda wildcards: GRAPH["train"][wildcards.name],
    output:
        "results/train/{name}.nc",
    script:
        "../scripts/train.py"


rule measure:
    input:
        lambda wildcards: GRAPH["measure"][wildcards.name],
    output:
        "results/measure/{name}.nc",
    script:
        "../scripts/measure.py"


rule aggregate:
    input:
        lambda wildcards: GRAPH["plans"][f"{wildcards.study}/measures"],
        lambda wildcards: GRAPH["aggregate"][wildcards.study],
    output:
        "results/{study}/measures.nc",
        "results/{study}/summary.csv",
        "results/{study}/measures.plan.json",
    script:
        "../scripts/aggregate.py"


rule claims:
    input:
        lambda wildcards: GRAPH["plans"][f"{wildcards.study}/claims"],
        "results/{study}/measures.nc",
    output:
        "results/{study}/claims.csv",
        "results/{study}/claims.plan.json",
    script:
        "../scripts/claims.py"


rule figure:
    input:
        lambda wildcards: GRAPH["plans"][f"figures/{wildcards.study}-{wildcards.figure}"],
        "results/{study}/measures.nc",
    output:
        "results/figures/{study}-{figure}.plan.json",
        "results/figures/{study}-{figure}.pdf",
        "results/figures/{study}-{figure}.png",
        "results/figures/{study}-{figure}.txt",
    script:
        "../scripts/figure.py"


rule scorecard:
    input:
        GRAPH["plans"]["scorecard"],
        expand("results/{study}/claims.csv", study=GRAPH["aggregate"]),
    output:
        "results/scorecard.csv",
        "results/scorecard.html",
        "results/scorecard.pdf",
        "results/scorecard.png",
        "results/scorecard.plan.json",
    script:
        "../scripts/scorecard.py"


rule provenance:
    input:
        GRAPH["plans"]["provenance"],
        "results/scorecard.csv",
    output:
        "results/provenance.html",
        "results/provenance.plan.json",
    script:
        "../scripts/provenance.py"
