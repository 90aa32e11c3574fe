rule connectivity:
    output:
        "results/connectivity/{name}.nc",
    log:
        "results/logs/connectivity/{name}.log",
    benchmark:
        "results/benchmarks/connectivity/{name}.tsv"
    conda:
        "../../envs/connectivity.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards: resources.connectivity_memory(WORK.artefact("connectivity", wildcards.name)),
        runtime=60,
    params:
        spec=artefact("connectivity"),
    message:
        "Make the initial matrices {wildcards.name}"
    script:
        "../../scripts/connectivity.py"
