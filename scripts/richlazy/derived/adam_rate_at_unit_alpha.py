"""Adam's learning rate that keeps the first change of the outputs alpha · f the same for every alpha: it falls as
1 / alpha.

Adam's steps do not depend on the size of the gradient, which grows with alpha. So the change of f by a step is that at
`alpha` 1 in proportion to the rate, and alpha multiplies it once. Without normalisation the gradient brings a second
factor.
"""

from richlazy.errors import InputError

PARAMETERS = {
    "adam_rate_at_unit_alpha": {
        "description": "Adam's learning rate at `alpha` 1: it sets `learning_rate` to itself over `alpha`, so that "
        "outputs begin to move at one pace.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 0.001,
        "stage": "train",
    },
}
ADVICE = {
    "adam_rate_at_unit_alpha": {
        "recommended": [0.001, 0.003],
        "reason": "0.001 for sequences in context, 0.003 for stays",
        "cost": "none",
    },
}
SETS = ["learning_rate"]
EXAMPLE = {"parameters": {"optimizer": "adam"}}


def derive(adam_rate_at_unit_alpha, alpha, optimizer) -> dict[str, object]:
    """learning_rate = rate / alpha. Raises InputError for an optimiser whose steps grow with the gradient."""
    if not str(optimizer).startswith("adam"):
        raise InputError(
            f"`optimizer: {optimizer}` makes steps that grow with the gradient, and so with alpha; write "
            "`optimizer: adam`, or `learning_rate` in the place of `adam_rate_at_unit_alpha`"
        )
    return {"learning_rate": adam_rate_at_unit_alpha / alpha}
