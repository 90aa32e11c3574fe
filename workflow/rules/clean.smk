# snakemake --cores 1 clean [--configfile FILE]: remove artefacts that neither this config uses nor any other config with
# an output folder in results/. It has no benchmark: once that file exists, Snakemake does not run the rule again
# (snakemake/snakemake#2176).
rule clean:
    log:
        "results/logs/clean.log",
    conda:
        "../../envs/connectivity.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
    params:
        used=PROJECT.artefact_paths(),
    message:
        "Remove unused artefacts; results/logs/clean.log lists them"
    script:
        "../../scripts/clean.py"
