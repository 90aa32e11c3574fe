"""Cohorts that can be downloaded: where from, with which hashes, under which licence; without a numerical library."""

from typing import NamedTuple


class Published(NamedTuple):
    """host: address before the names of the files. files: their SHA-256 by name. origin: where the files are to be
    found by hand. attribution: what a work that is made of them must say."""

    host: str
    files: dict[str, str]
    origin: str
    attribution: str


COHORTS = {
    "eicu_demo": Published(
        "https://raw.githubusercontent.com/rvandewater/YAIB/498950203522f81d67fa94748db23d8eb99ec1ab/demo_data/sepsis/"
        "eicu_demo/",
        {
            "dyn.parquet": "1e3a4e4312377bea688181681dc8eb196dc4518336bf231b90c55bab74d6c075",
            "outc.parquet": "9f3dbe94ad534df410f0ecdab8a874aba720c6fef6f4492b64b7879426d7c6f4",
            "sta.parquet": "4e11fe8576ff38ba5cd64a809012c08f5e275eb057ad263b13ac3a37b72b2ecc",
        },
        "folder demo_data/sepsis/eicu_demo of the repository rvandewater/YAIB",
        "Contains information from the eICU Collaborative Research Database Demo (Pollard et al. 2018, Sci Data "
        "5:180178; tables by YAIB, van de Water et al., ICLR 2024), which is made available under the Open Database "
        "License (ODbL) 1.0.",
    ),
}
