"""Networks, one architecture in three modules: weights and forward pass, training ensemble, kernel factors."""
