"""Labelled tables of measures over swept values: read, aggregated, compared at equal loss, written as long tables."""
