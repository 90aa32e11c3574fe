"""The workflow, for those who run it from this folder: see workflow/Snakefile."""


include: "workflow/Snakefile"
