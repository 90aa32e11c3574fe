rule figure:
    input:
        plan=announced(lambda wildcards: WORK.figure_plan(wildcards.study, wildcards.figure)),
        measures=announced(lambda wildcards: WORK.figure_measures(wildcards.study, wildcards.figure)),
    output:
        pdf=f"{OUTPUT}/figures/{{study}}-{{figure}}.pdf",
        png=report(
            f"{OUTPUT}/figures/{{study}}-{{figure}}.png",
            category=lambda wildcards: chapter(wildcards.figure),
            # One label: of two, the report makes a switch where it can, and shows nothing where a pair is missing.
            labels={"study: figure": "{study}: {figure}"},
            caption="../report/figure.rst",
        ),
        caption=f"{OUTPUT}/figures/{{study}}-{{figure}}.txt",
        plan=f"{OUTPUT}/figures/{{study}}-{{figure}}.plan.json",
    log:
        f"{OUTPUT}/logs/figures/{{study}}-{{figure}}.log",
    benchmark:
        f"{OUTPUT}/benchmarks/figures/{{study}}-{{figure}}.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        spec=announced(lambda wildcards: WORK.figure_spec(wildcards.study, wildcards.figure)),
        plan=plan_text,
        caption=lambda wildcards, output: Path(output.caption),  # read by the report
    message:
        "Draw the figure {wildcards.figure} of the study {wildcards.study}"
    script:
        "../../scripts/figure.py"
