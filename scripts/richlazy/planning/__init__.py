"""Planning: from a config to conditions, artefacts and jobs, and all checks before any job runs.

The entry points are `run_hooks.Run`, which the Snakefile uses, and `rules.Rules`, the functions that the rules use.
`project.read_project` gives the checked config with its plan.
"""
