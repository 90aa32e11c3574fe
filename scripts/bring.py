"""Bring one file of resources/, from files that the config names or from a public source."""

from richlazy.artefacts.job import logged
from richlazy.contracts.resource_parts import bring

if __name__ == "__main__":
    with logged(snakemake.log[0]):
        bring(snakemake.output[0], snakemake.config["machine"])
