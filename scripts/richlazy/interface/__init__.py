"""What `import richlazy` offers in Python: functions for notebooks and programs, which start no Snakemake."""
