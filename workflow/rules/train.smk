rule train:
    input:
        trials=made_from("train", "trials"),
        connectivity=made_from("train", "connectivity"),
    output:
        "results/train/{name}.nc",
    log:
        "results/logs/train/{name}.log",
    benchmark:
        "results/benchmarks/train/{name}.tsv"
    conda:
        "../../envs/train.yaml"
    threads: 1
    resources:
        gpu=0 if config["machine"]["device"] == "cpu" else 1,
        mem_mb=lambda wildcards: WORK.training_memory(wildcards.name),
        runtime=lambda wildcards: WORK.training_minutes(wildcards.name),
    params:
        spec=artefact("train"),
    message:
        "Train {wildcards.name}"
    script:
        "../../scripts/train.py"
