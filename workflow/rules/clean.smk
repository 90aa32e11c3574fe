# snakemake --cores 1 clean: remove artefacts that no configuration run in this folder uses any more.
rule clean:
    log:
        "results/logs/clean.log",
    conda:
        "../../envs/connectivity.yaml"
    script:
        "../../scripts/clean.py"
