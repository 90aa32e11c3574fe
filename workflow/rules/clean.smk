# snakemake --cores 1 clean [--configfile FILE]: remove artefacts that the config does not use, nor any other config whose
# output folder lies in results/.
rule clean:
    log:
        "results/logs/clean.log",
    benchmark:
        "results/benchmarks/clean.tsv"
    conda:
        "../../envs/connectivity.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
    params:
        used=WORK.artefact_paths(),
    message:
        "Remove unused artefacts; results/logs/clean.log names them"
    script:
        "../../scripts/clean.py"
