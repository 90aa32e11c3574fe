# A seed of a simulation whose seeds have jobs of their own (`SEEDS_APART`), kept under its address.
rule replicate:
    input:
        resources=ancient(PLANNED.downloads("replicate", "resources")),
    output:
        "results/replicate/{name}.nc",
    log:
        "results/logs/replicate/{name}.log",
    benchmark:
        "results/benchmarks/replicate/{name}.tsv"
    group:
        group("replicate")
    conda:
        "../../envs/simulate.yaml"
    threads: 1
    resources:
        mem_mb=PLANNED.memory("replicate"),
        runtime=PLANNED.minutes("replicate"),
    params:
        spec=PLANNED.spec("replicate"),
    message:
        "Simulate one seed: {wildcards.name}"
    script:
        "../../scripts/replicate.py"
