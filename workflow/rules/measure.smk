rule measure:
    input:
        artefact_inputs("measure"),
    output:
        "results/measure/{name}.nc",
    log:
        "results/logs/measure/{name}.log",
    benchmark:
        "results/benchmarks/measure/{name}.tsv"
    group:
        group("measure")
    conda:
        "../../envs/train.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: attempt
        * resources.measure_memory(WORK.artefact("measure", wildcards.name), WORK.config["machine"]["kernel_memory"]),
        runtime=lambda wildcards, attempt: attempt * 120,
    params:
        spec=artefact("measure"),
    message:
        "Measure {wildcards.name}"
    script:
        "../../scripts/measure.py"
