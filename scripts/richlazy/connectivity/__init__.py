"""Initial recurrent matrices: builders, null models, rank truncation, normalisation, and what is measured of them."""
