"""Chance level and highest expected accuracy of a task, for the environments that the pipeline knows."""

from collections.abc import Mapping

from richlazy.contracts.stages import Fact

# Number of choices of the known environments; and the coherences of those that have them, if the task sets none.
_CHOICES = {
    "PerceptualDecisionMaking": 2,
    "ContextDecisionMaking": 2,
    "DelayMatchSample": 2,
    "SequentialMNIST": 10,
    "MNIST": 10,
    "Digits": 10,
}
_COHERENCES = {"PerceptualDecisionMaking": (0, 6.4, 12.8, 25.6, 51.2), "ContextDecisionMaking": (5, 15, 50)}


def accuracy_limits(definition: Mapping) -> dict[str, Fact]:
    """`chance_accuracy` and `highest_accuracy` of a task, from its definition; empty for an unknown environment.

    Trials of coherence 0 carry no evidence: they can only be guessed. Noise in the other trials is ignored.
    """
    name = str(definition.get("environment", "")).removesuffix("-v0")
    if name not in _CHOICES:
        return {}
    arguments = definition.get("arguments") or {}
    choices = arguments.get("dim_ring", _CHOICES[name])
    coherences = arguments.get("cohs", _COHERENCES.get(name, (1,)))
    # Invalid arguments are refused when the environment is made.
    if not isinstance(choices, int) or choices < 2 or not isinstance(coherences, list | tuple) or not coherences:
        return {}
    guessed = sum(coherence == 0 for coherence in coherences) / len(coherences)
    highest = 1 - guessed * (1 - 1 / choices)
    return {
        "chance_accuracy": Fact(1 / choices, "accuracy of a guess among the choices", "1"),
        "highest_accuracy": Fact(highest, "accuracy where all trials but those without evidence are right", "1"),
    }
