"""The explorer: one page with all measures of a study, its tests and its initial matrices, and a charting library.

The page is read by people who do not have the results at hand, so everything is in it: numbers as compressed columns,
the library as the package from PyPI ships it. Nothing is asked of a network.
"""
