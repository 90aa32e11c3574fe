rule train:
    input:
        artefact_inputs("train"),
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
        gres="" if WORK.config["machine"]["device"] == "cpu" else "gpu:1",
        gpu_percent=resources.gpu_percent(WORK.config["machine"]),
        mem_mb=lambda wildcards, attempt: attempt
        * (
            resources.training_memory(WORK.artefact("train", wildcards.name))
            + resources.cuda_memory(WORK.config["machine"])
        ),
        runtime=lambda wildcards, attempt: attempt * resources.training_minutes(WORK.artefact("train", wildcards.name)),
    params:
        spec=artefact("train"),
    message:
        "Train {wildcards.name}"
    script:
        "../../scripts/train.py"
