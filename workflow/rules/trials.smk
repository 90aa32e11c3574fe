rule bring:
    output:
        "resources/{resource}.nc",
    log:
        "results/logs/bring/{resource}.log",
    benchmark:
        "results/benchmarks/bring/{resource}.tsv"
    wildcard_constraints:
        resource=resource_parts.names(),
    conda:
        "../../envs/bring.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    message:
        "Bring resources/{wildcards.resource}.nc"
    script:
        "../../scripts/bring.py"


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
