# The least that Snakemake can do for the same jobs: the peer of dry_run.py, which writes graph.json.
import json
from pathlib import Path

GRAPH = json.loads(Path("graph.json").read_text(encoding="utf-8"))


wildcard_constraints:
    name="[^/]+",
    experiment="[a-z_]+",
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
        lambda wildcards: GRAPH["plans"][f"{wildcards.experiment}/measures"],
        lambda wildcards: GRAPH["aggregate"][wildcards.experiment],
    output:
        "results/{experiment}/measures.nc",
        "results/{experiment}/summary.csv",
        "results/{experiment}/measures.plan.json",
    script:
        "../scripts/aggregate.py"


rule claims:
    input:
        lambda wildcards: GRAPH["plans"][f"{wildcards.experiment}/claims"],
        "results/{experiment}/measures.nc",
    output:
        "results/{experiment}/claims.csv",
        "results/{experiment}/claims.plan.json",
    script:
        "../scripts/claims.py"


rule figure:
    input:
        lambda wildcards: GRAPH["plans"][f"figures/{wildcards.experiment}-{wildcards.figure}"],
        "results/{experiment}/measures.nc",
    output:
        "results/figures/{experiment}-{figure}.plan.json",
        "results/figures/{experiment}-{figure}.pdf",
        "results/figures/{experiment}-{figure}.png",
        "results/figures/{experiment}-{figure}.txt",
    script:
        "../scripts/figure.py"


rule scorecard:
    input:
        GRAPH["plans"]["scorecard"],
        expand("results/{experiment}/claims.csv", experiment=GRAPH["aggregate"]),
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
