"""Which stays the figure of single stays shows: known to the simulation and to the figure, which imports no torch."""

# Points of the posterior in an hour.
POINTS = 4
# The stay at this quantile of the scores at onset, among stays with an onset at EARLIEST or later.
SHOWN = {
    "case, high score": (True, 0.75),
    "case, low score": (True, 0.1),
    "control, low score": (False, 0.5),
    "control, high score": (False, 0.99),
}
EARLIEST = 12.0  # h
