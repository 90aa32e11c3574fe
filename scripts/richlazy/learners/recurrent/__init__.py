"""Recurrent network: a continuous-time rate network with ReLU units and no biases (paper, figure 1).

    h_t = ReLU((1 - a) h_{t-1} + a (W_x x_t + W_h h_{t-1})),    y_t = W_o h_t,    a = dt / tau,    h_0 = 0.

Arrays are unit-major: inputs are [input, time, trial], hidden activity is [unit, time, trial], outputs are
[output, time, trial]. With this layout, each step is the product of one matrix with contiguous columns.
"""
