"""Initial matrices of networks: the weights under study before learning.

A matrix is made in four steps: a builder (`builders`) draws or reads it; a null model (`null_models`) may replace it;
it is truncated to a rank (`truncations`) and rescaled (`normalisation`). `initial` puts the steps together and stores
the matrix with its spectrum and further measures (`matrix_measures`). Matrices are [post, pre]: rows are postsynaptic.
"""
