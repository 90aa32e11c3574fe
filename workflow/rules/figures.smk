rule figure:
    input:
        plan=PLANNED.plan("figure"),
        measures=PLANNED.shown,
    output:
        pdf=f"{OUTPUT}/figures/{{experiment}}-{{figure}}.pdf",
        png=report(
            f"{OUTPUT}/figures/{{experiment}}-{{figure}}.png",
            category=lambda wildcards: chapter(wildcards.figure),
            # One label: from two, the report makes switches, and shows nothing for a combination that does not exist.
            labels=lambda wildcards: {"figure": label(wildcards.experiment, wildcards.figure)},
            caption="../report/figure.rst",
        ),
        caption=f"{OUTPUT}/figures/{{experiment}}-{{figure}}.txt",
        plan=f"{OUTPUT}/figures/{{experiment}}-{{figure}}.plan.json",
    log:
        f"{OUTPUT}/logs/figures/{{experiment}}-{{figure}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/figures/{{experiment}}-{{figure}}.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=PLANNED.spec_of("figure"),
        plan=PLANNED.plan_text("figure"),
        caption=lambda wildcards, output: Path(output.caption),  # read by the report
    message:
        "Draw the figure {wildcards.figure} of the experiment {wildcards.experiment}"
    script:
        "../../scripts/figure.py"
