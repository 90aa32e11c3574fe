"""Another workflow uses this one as a module: the same results, its own rules beside them."""

import os
import subprocess
import sys

import pytest
import xarray as xr
import yaml
from conftest import tiny

pytestmark = pytest.mark.workflow

OUTER = """
configfile: {paper!r}
configfile: "mine.yaml"


rule all:
    input:
        "seeds.txt",


module richlazy:
    snakefile:
        {snakefile!r}
    config:
        config


use rule * from richlazy as richlazy_*


rule seeds:
    input:
        "results/rank/measures.nc",
        rules.richlazy_all.input,
    output:
        "seeds.txt",
    shell:
        "echo made > {{output}}"
"""
