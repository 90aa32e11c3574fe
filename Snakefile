"""The workflow, for those who run it from this folder: see workflow/Snakefile."""


include: "workflow/Snakefile"


# Included rules are no default by themselves.
workflow.default_target = "all"
