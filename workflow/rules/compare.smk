# Measures between the networks of a condition that differ in their seed alone, over all pairs of seeds.
rule compare:
    input:
        trainings=ancient(PLANNED.inputs("compare", "training")),
        trials=ancient(PLANNED.input("compare", "trials")),
    output:
        "results/compare/{name}.nc",
    log:
        "results/logs/compare/{name}.log",
    benchmark:
        "results/benchmarks/compare/{name}.tsv"
    group:
        group("compare")
    conda:
        "../../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=PLANNED.memory("compare"),
        runtime=PLANNED.minutes("compare"),
    params:
        spec=PLANNED.spec("compare"),
    message:
        "Compare the seeds of {wildcards.name}"
    script:
        "../../scripts/compare.py"
