"""Feed-forward network with L hidden layers of N units, without biases; inputs are embedded in the space of the units.

    h_0 = E x,    h_l = phi(W_l h_{l-1}),    y = W_o h_L,    phi: ReLU or the identity.

E is fixed and isometric (EᵀE = I): every W_l is an N × N matrix, made like the recurrent ones, and inner products of
inputs do not change. With L = 1 this is the two-layer network. Tasks have one time step. As for all learners, arrays
are unit-major with a time axis: inputs are [input, time, trial].
"""
