"""Modules of this package that count in the addresses of learners that are torch modules, beside their own files."""

MODULES = {
    "train": ["architecture", "weights", "ensemble"],
    "measure": ["architecture", "weights", "activity", "kernel"],
}
