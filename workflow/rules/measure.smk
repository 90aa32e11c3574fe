rule measure:
    input:
        training=ancient(PLANNED.input("measure", "training")),
        trials=ancient(PLANNED.input("measure", "trials")),
        tested_on=ancient(PLANNED.input("measure", "tested_on")),
    output:
        "results/measure/{name}.nc",
    log:
        "results/logs/measure/{name}.log",
    benchmark:
        "results/benchmarks/measure/{name}.tsv"
    group:
        group("measure")
    conda:
        "../../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=PLANNED.memory("measure"),
        runtime=PLANNED.minutes("measure"),
    params:
        spec=PLANNED.spec("measure"),
    message:
        "Measure {wildcards.name}"
    script:
        "../../scripts/measure.py"
