"""Learning rules by their definitions: one trial at a time, with loops over time, in double precision.

All take the `Weights` of one network, inputs [input, time, trial] and errors [output, scored step, trial] at the
outputs of the last scored steps, and return the directions of all weights, as `Weights`.
"""

import torch
from richlazy.learners.recurrent.weights import Weights


def trajectory(weights, inputs, leak):
    """Hidden activity h_0 ... h_T of one trial, inputs [input, time]; and φ' of the drives of the steps 1 ... T."""
    hidden, slopes = [torch.zeros_like(weights.recurrent[0])], [None]
    for x in inputs.T:
        drive = (1 - leak) * hidden[-1] + leak * (weights.recurrent @ hidden[-1] + weights.input @ x)
        hidden.append(drive.clamp_min(0))
        slopes.append((drive > 0).to(drive.dtype))
    return hidden, slopes


def over_trials(of_trial, weights, inputs, errors, leak, **settings):
    """Sum over trials of what `of_trial` returns for (weights, inputs, errors by step 1 ... T, leak)."""
    steps, total = inputs.shape[1], [torch.zeros_like(w) for w in weights]
    for trial in range(inputs.shape[2]):
        unscored = torch.zeros(len(errors), steps - errors.shape[1], dtype=errors.dtype)
        by_step = torch.cat([unscored, errors[..., trial]], 1).T
        found = of_trial(weights, inputs[..., trial], [None, *by_step], leak, **settings)
        for sum_, one in zip(total, found, strict=True):
            sum_ += one
    return Weights(*total)


def read_out_gradient(hidden, errors):
    return sum(torch.outer(error, h) for error, h in zip(errors[1:], hidden[1:], strict=True))


def eligibility(weights, inputs, errors, leak, feedback):
    """RFLO and e-prop: eligibility traces of every weight, carried forward in time."""
    hidden, slopes = trajectory(weights, inputs, leak)
    traces = [torch.zeros_like(weights.recurrent), torch.zeros_like(weights.input)]
    directions = [torch.zeros_like(trace) for trace in traces]
    for t in range(1, len(hidden)):
        for trace, direction, before in zip(traces, directions, (hidden[t - 1], inputs[:, t - 1]), strict=True):
            for unit in range(len(trace)):
                trace[unit] = slopes[t][unit] * ((1 - leak) * trace[unit] + leak * before)
                direction[unit] += (feedback[unit] @ errors[t]) * trace[unit]
    return *directions, read_out_gradient(hidden, errors)


def murray(weights, inputs, errors, leak, feedback):
    """RFLO with the trace of Murray's network, p(t) = (1 - a) p(t-1) + a φ'(u(t)) h(t-1)ᵀ; for W_h alone."""
    hidden, slopes = trajectory(weights, inputs, leak)
    trace, direction = torch.zeros_like(weights.recurrent), torch.zeros_like(weights.recurrent)
    for t in range(1, len(hidden)):
        trace = (1 - leak) * trace + leak * torch.outer(slopes[t], hidden[t - 1])
        direction += (feedback @ errors[t])[:, None] * trace
    return direction, torch.zeros_like(weights.input), torch.zeros_like(weights.output)


def bellec(weights, inputs, errors, leak, feedback):
    """e-prop with the trace of leaky membranes, p(t) = φ'(u(t)) times low-pass filtered h; for W_h alone."""
    hidden, slopes = trajectory(weights, inputs, leak)
    filtered, direction = torch.zeros_like(hidden[0]), torch.zeros_like(weights.recurrent)
    for t in range(1, len(hidden)):
        filtered = (1 - leak) * filtered + leak * hidden[t - 1]
        direction += torch.outer((feedback @ errors[t]) * slopes[t], filtered)
    return direction, torch.zeros_like(weights.input), torch.zeros_like(weights.output)


def truncation(weights, inputs, errors, leak, horizon):
    """For the error of every step, autograd through the last `horizon` steps, which start from a given state."""
    hidden, _ = trajectory(weights, inputs, leak)
    directions = [torch.zeros_like(weights.recurrent), torch.zeros_like(weights.input)]
    for t in range(1, len(hidden)):
        recurrent, into = (w.clone().requires_grad_() for w in weights[:2])
        with torch.enable_grad():
            state = hidden[max(t - horizon, 0)]
            for x in inputs.T[max(t - horizon, 0) : t]:
                state = torch.relu((1 - leak) * state + leak * (recurrent @ state + into @ x))
            found = torch.autograd.grad(errors[t] @ weights.output @ state, (recurrent, into))
        for direction, one in zip(directions, found, strict=True):
            direction += one
    return *directions, read_out_gradient(hidden, errors)


def alignment(weights, inputs, errors, leak, feedback, recurrent_feedback):
    """Feedback alignment: the backward recursion with the given matrices in the place of W_oᵀ and W_hᵀ."""
    hidden, slopes = trajectory(weights, inputs, leak)
    directions = [torch.zeros_like(weights.recurrent), torch.zeros_like(weights.input)]
    delta = torch.zeros_like(hidden[0])
    for t in range(len(hidden) - 1, 0, -1):
        delta = slopes[t] * (feedback @ errors[t] + leak * recurrent_feedback @ delta + (1 - leak) * delta)
        directions[0] += leak * torch.outer(delta, hidden[t - 1])
        directions[1] += leak * torch.outer(delta, inputs[:, t - 1])
    return *directions, read_out_gradient(hidden, errors)
