rule train:
    input:
        trials=made_from("train", "trials"),
        connectivity=made_from("train", "connectivity"),
        start=of_another("train", "start"),
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
        gpu=0 if config["machine"]["device"] == "cpu" else 1,
        mem_mb=lambda wildcards, attempt: attempt * resources.training_memory(WORK.artefact("train", wildcards.name)),
        runtime=lambda wildcards, attempt: attempt * resources.training_minutes(WORK.artefact("train", wildcards.name)),
    params:
        spec=artefact("train"),
    message:
        "Train {wildcards.name}"
    script:
        "../../scripts/train.py"
