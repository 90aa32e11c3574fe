"""Modules of this package that count in the addresses of a learner which is a torch module, beside its own file."""

MODULES = {
    "train": ["architecture", "weights", "ensemble"],
    "measure": ["architecture", "weights", "activity", "kernel"],
}
