rule train:
    input:
        trials=ancient(PLANNED.input("train", "trials")),
        connectivity=ancient(PLANNED.input("train", "connectivity")),
        start=ancient(PLANNED.input("train", "start")),
        # From which a stream is drawn.
        resources=ancient(PLANNED.downloads("train", "resources")),
    output:
        "results/train/{name}.nc",
    log:
        "results/logs/train/{name}.log",
    benchmark:
        "results/benchmarks/train/{name}.tsv"
    group:
        group("train")
    conda:
        "../../envs/train.yaml"
    threads: 1
    resources:
        gres="" if PROJECT.config["machine"]["device"] == "cpu" else "gpu:1",
        gpu_percent=resources.gpu_percent(PROJECT.config["machine"]),
        mem_mb=PLANNED.memory("train"),
        runtime=PLANNED.minutes("train"),
    params:
        spec=PLANNED.spec("train"),
    message:
        "Train {wildcards.name}"
    script:
        "../../scripts/train.py"
