"""Reporting: building blocks of figures, the scorecard, the gallery, the provenance page, and their HTML templates."""
