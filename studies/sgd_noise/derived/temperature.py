"""Temperature of stochastic gradient descent: learning rate for each sample of a minibatch and each unit of a layer.

As in Sclocchi, Geiger & Wyart (arXiv 2301.13703) for networks whose outputs are divided by their width h. The loss is
divided by the output scale already, so that the learning rate is that of the paper, dt = T B h.
"""

PARAMETERS = {
    "temperature": {
        "description": "Temperature T of stochastic gradient descent in a network `relu_mlp`: it sets `learning_rate` "
        "to T times `batch` times `mlp_width`.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 0.01,
        "stage": "train",
    },
}
ADVICE = {
    "temperature": {
        "recommended": [0.0001, 0.125],
        "reason": "2⁻¹³ to 2⁻³ are those of the study's experiments",
        "cost": "cold networks of a small alpha take about 1 / (alpha T) passes over their data",
    },
}
SETS = ["learning_rate"]
EXAMPLE = {"parameters": {"learner": "relu_mlp", "task": "digits", "mlp_width": 5, "temperature": 0.001}}


def derive(temperature, batch, training_trials, mlp_width) -> dict[str, object]:
    """learning_rate = T B h; `all` is a minibatch of all training trials."""
    return {"learning_rate": temperature * (training_trials if batch == "all" else batch) * mlp_width}
