"""What is looked at in networks that learn at several output scales: how lazily, and how well they recognise sepsis."""

# Measures of laziness, and where they go with the output scale if it makes networks lazier.
REGIME = {
    "weight_change": "falls",
    "full_kernel_alignment": "rises",
    "representation_alignment": "rises",
    "dynamical_richness": "rises",
}
# Average precision of the test stays by the hours before onset after which nothing is known.
HOURS = {7: "before_7h_average_precision", 3: "before_3h_average_precision", 0: "average_precision"}
RECOGNITION = tuple(HOURS.values())
