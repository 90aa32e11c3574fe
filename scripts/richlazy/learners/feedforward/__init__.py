"""Feed-forward network of L hidden layers of N units and no biases, in which the input lives in the units' space.

    h_0 = E x,    h_l = phi(W_l h_{l-1}),    y = W_o h_L,    phi: ReLU or the identity.

E is isometric (EᵀE = I) and fixed: it lets every W_l be an N × N matrix made like the recurrent ones, without changing
any inner product of inputs. With L = 1 this is the two-layer network. It takes tasks of one step; arrays are unit-major
and have a time axis of length 1, as those of all networks: inputs are [input, time, trial].
"""
