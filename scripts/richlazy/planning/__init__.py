"""From a config to conditions, artefacts and jobs, and the checks before any job runs."""
