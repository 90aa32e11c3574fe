# snakemake --cores 1 clean [--configfile FILE]: remove artefacts that the config does not use, nor any other config whose
# output folder lies in results/. It has no benchmark: once that is there, Snakemake takes the rule for done
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
        "Remove unused artefacts; results/logs/clean.log names them"
    script:
        "../../scripts/clean.py"
