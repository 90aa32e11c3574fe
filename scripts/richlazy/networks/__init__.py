"""Networks: each module offers initial weights, forward pass, training ensemble and kernel factors of one architecture."""
