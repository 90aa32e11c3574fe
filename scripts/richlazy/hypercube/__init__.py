"""The hypercube of an experiment: its measures as a labelled array over swept parameters, seeds and steps.

Modules aggregate it from single conditions, select parts of it, interpolate measures at equal loss, and write tables.
"""
