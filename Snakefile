"""From a table of conditions to figures and a scorecard of the paper's claims.

trials, connectivity -> train -> measure -> aggregate -> claims, figures -> scorecard
                                            simulate  -> claims, figures -> scorecard
"""

from snakemake.utils import min_version

min_version("9.27.1")


configfile: f"{workflow.basedir}/config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/trials.smk"
include: "workflow/rules/connectivity.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/measure.smk"
include: "workflow/rules/aggregate.smk"
include: "workflow/rules/simulate.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/clean.smk"


# Light work, and what needs a network: on a cluster too it runs where Snakemake runs.
localrules:
    all,
    clean,
    fetch,
    aggregate,
    claims,
    scorecard,
    figure,


rule all:
    default_target: True
    input:
        expand("{output}/scorecard.{kind}", output=OUTPUT, kind=["csv", "html", "pdf", "png"]),
        WORK.figure_paths(),
