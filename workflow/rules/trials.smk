rule images:
    output:
        "resources/mnist.nc",
    log:
        "results/logs/images/mnist.log",
    benchmark:
        "results/benchmarks/images/mnist.tsv"
    conda:
        "../../envs/trials.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    message:
        "Get the images of MNIST"
    script:
        "../../scripts/images.py"


rule trials:
    input:
        resources=ancient(PLANNED.downloads("trials", "resources")),
    output:
        "results/trials/{name}.nc",
    log:
        "results/logs/trials/{name}.log",
    benchmark:
        "results/benchmarks/trials/{name}.tsv"
    # Without priority these jobs of two cores would wait until all jobs of one core are done, and figure 1 with them.
    priority: 1
    conda:
        "../../envs/trials.yaml"
    threads: 2
    resources:
        mem_mb=PLANNED.memory("trials"),
        runtime=PLANNED.minutes("trials"),
    params:
        spec=PLANNED.spec("trials"),
    message:
        "Draw the trials {wildcards.name}"
    script:
        "../../scripts/trials.py"
