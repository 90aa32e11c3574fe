"""Files of a study that are refused when it is planned, and what the message must say.

A case of WRONG_STUDIES: files of the study by their paths, and words; the first is the file that is to blame.
"""

STUDY = "experiments: {narrow: {sweep: {learning_rate: [0.01]}, parameters: {task: 2AF, learner: net}%s}}\n"
LEARNER = """
import torch

TAKES = ["trials"]
STAGES = []
OFFERS = ["outputs", "features"]
PARAMETERS = {"width": {"description": "Units.", "type": "integer", "minimum": 1, "default": 3, "stage": "train"}}


class Network(torch.nn.Module):
    def __init__(self, inputs, outputs, width):
        super().__init__()
        self.hidden = torch.nn.Linear(inputs, width)
        self.output = torch.nn.Linear(width, outputs)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))
"""
MEASURE = """
LONG_NAME = "mean output"
UNITS = "1"
ASKS = ["outputs"]


def measure(initial, current):
    return 0.0
"""
FILES = {"study.yaml": STUDY % "", "learners/net.py": LEARNER}


def learner(*changes):
    """The files of a study that can be run, with text of its learner replaced."""
    text = LEARNER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return FILES | {"learners/net.py": text}


def with_measure(old, new):
    assert old in MEASURE
    asking = {"study.yaml": STUDY % ", measures: [mean_output]"}
    return FILES | asking | {"measures/mean_output.py": MEASURE.replace(old, new)}


def with_part(path, text, key):
    """A study that names a further part, whose file has this text."""
    return FILES | {"study.yaml": STUDY % f", {key}", path: text}


CLAIM = "STATEMENT = 'Wide.'\nNEEDS = ['learning_rate']\n\n\ndef test(measures, settings): ...\n\n\n"
BUILDER = """
import numpy

SOURCE = "none"
ARGUMENTS = {}
DENSE = False


def build(units, gain, generator):
    return numpy.eye(units)
"""
DATA = """
import numpy
from richlazy.data.trials import regression_pool

ENVIRONMENT = "Line"
KIND = "trials"
SAMPLES = None
ARGUMENTS = {}


def draw(sizes, seed):
    samples = {part: numpy.zeros((size, 3)) for part, size in sizes.items()}
    return regression_pool(samples, {part: values[:, :1] for part, values in samples.items()})
"""
# A stream, and what of it is wrong.
STREAM = """
import numpy
from richlazy.data.trials import table_pool

ENVIRONMENT = "Line"
KIND = "trials"
SAMPLES = None
STREAM = True
CHANNELS = {"always": 2, "further": 1}
ARGUMENTS = {}
PARAMETERS = {
    "further": {"description": "Inputs.", "type": "integer", "minimum": 1, "default": 1, "stage": "trials"},
}


def draw(sizes, seed, further):
    samples = {part: numpy.random.default_rng(seed).random((size, 2 + further)) for part, size in sizes.items()}
    return table_pool(samples, {part: numpy.zeros(len(values)) for part, values in samples.items()}, 2)


class Stream:
    def __init__(self, seed, generator, further):
        self.generator, self.inputs = generator, 2 + further

    def take(self, steps, batch):
        inputs = self.generator.random((steps, batch, 1, self.inputs), numpy.float32)
        return inputs, numpy.zeros((steps, batch), int)
"""
SWEEP_OF_LAYERS = "experiments: {narrow: {sweep: {depth: [1]}, parameters: {task: line, learner: feedforward}}}\n"


def with_matrix(text):
    """A study with a builder of its own, whose file has this text."""
    sweep = "experiments: {narrow: {sweep: {connectivity: [own]}, parameters: {task: 2AF}}}\n"
    content = "matrices: {own: {builder: circle}}\n" + sweep
    return {"study.yaml": content, "builders/circle.py": text}


def with_stream(old, new):
    """A study with a stream, of whose file this text is replaced."""
    assert old in STREAM
    study = "tasks: {line: {environment: Line}}\n" + SWEEP_OF_LAYERS
    return FILES | {"study.yaml": study, "data/line.py": STREAM.replace(old, new, 1)}


LINE, FORWARD = '"default": 3', "return self.output(torch.tanh(self.hidden(inputs)))"
WRONG_STUDIES = {
    "learner without a class": (
        learner(("class Network", "class Net")),
        ["net.py", "`class Network(torch.nn.Module):`"],
    ),
    "learner without OFFERS": (learner(("OFFERS", "OFFER")), ["net.py", "has no OFFERS", "`_net`"]),
    "learner without TAKES": (learner(("TAKES", "TAKE")), ["net.py", '`TAKES = ["trials"]`']),
    "learner that is no Python": (learner(("def forward(", "def (")), ["net.py", "this is no Python", "line 16"]),
    "learner that offers what nobody asks for": (
        learner(('"features"', '"feature"')),
        ["net.py: OFFERS", "'feature'", "features, other_tasks, outputs", "`OFFERS = ['outputs']`"],
    ),
    "learner of an unknown stage": (
        learner(("STAGES = []", "STAGES = ['matrices']")),
        ["net.py: STAGES", "'matrices'", "connectivity"],
    ),
    "default out of range": (learner((LINE, '"default": 0')), ["net.py: PARAMETERS: 'width'", "found 0", "≥ 1"]),
    "described by no part": (
        learner(("PARAMETERS = {", "PARAMETERS = {'momentum': 'optimizer none', ")),
        ["net.py: PARAMETERS: 'momentum'", "found 'optimizer none'", "'optimizer sgd'"],
    ),
    "described by a part without it": (
        learner(("PARAMETERS = {", "PARAMETERS = {'clip_norm': 'optimizer sgd', ")),
        ["net.py: PARAMETERS: 'clip_norm'", "found 'optimizer sgd'"],
    ),
    "described by a part that is described itself": (
        learner(("PARAMETERS = {", "PARAMETERS = {'momentum': 'optimizer adam', ")),
        ["net.py: PARAMETERS: 'momentum'", "found 'optimizer adam'", "allowed are a description"],
    ),
    "no default": (learner((f"{LINE}, ", "")), ["net.py: PARAMETERS: 'width'", "a default"]),
    "parameters that are computed": (
        learner(("PARAMETERS = {", "PARAMETERS = dict() | {")),
        ["net.py: line 7: PARAMETERS", "written out"],
    ),
    "parameter that the class does not take": (
        learner(
            ("inputs, outputs, width):", "inputs, outputs, units):"),
            ("inputs, width)", "inputs, units)"),
            ("Linear(width", "Linear(units"),
        ),
        ["net.py: Network", "'width'", "`def __init__(self, inputs, outputs, width):`"],
    ),
    "class that fails": (
        learner(("super().__init__()", "raise RuntimeError('no')")),
        ["net.py: Network(", "RuntimeError: no"],
    ),
    "package that is not there": (
        learner(("import torch\n", "import torch\nimport no_such_package\n")),
        ["net.py: this file cannot be imported", "No module named 'no_such_package'"],
    ),
    "outputs of a wrong shape": (
        learner((FORWARD, "return self.output(torch.tanh(self.hidden(inputs)))[:, 0]")),
        ["net.py: `forward` gives [3, 3]", "[trial, time, output] of [3, 8, 3]"],
    ),
    "outputs that are no numbers": (
        learner((FORWARD, f"{FORWARD} * float('nan')")),
        ["net.py: `forward`", "no finite"],
    ),
    "random outputs": (learner((FORWARD, f"{FORWARD} + torch.randn(1)")), ["net.py: `forward` gives other outputs"]),
    "random initial weights": (
        learner(
            (
                "        self.output =",
                "        Network.made = getattr(Network, 'made', 0) + 1\n"
                "        self.hidden.bias.data += Network.made\n        self.output =",
            )
        ),
        ["net.py: two networks of one seed", "`torch.nn.init.normal_(weight)`"],
    ),
    "measure without a function": (
        with_measure("def measure", "def mean"),
        ["mean_output.py", "`def measure(initial, cur"],
    ),
    "measure without a name": (with_measure("LONG_NAME", "NAME"), ["mean_output.py", "has no LONG_NAME"]),
    "measure that asks for what nobody offers": (
        with_measure('"outputs"', '"output"'),
        ["mean_output.py: ASKS", "'output'", "features, other_tasks, outputs", "`ASKS = ['outputs']`"],
    ),
    "measure with the name of a parameter": (
        with_part("measures/rank.py", MEASURE, "measures: [rank]"),
        ["measures/rank.py: a measure cannot be called 'rank'", "`mean_rank.py`"],
    ),
    "measure with the name of a mark": (
        with_part("measures/diverged.py", MEASURE, "measures: [diverged]"),
        ["measures/diverged.py: a measure cannot be called 'diverged'"],
    ),
    "measure that its learner cannot serve": (
        with_measure('"outputs"', '"tangent_kernel"'),
        ["experiments.narrow.measures: mean_output", "tangent_kernel", "learner `net`", "leave it out"],
    ),
    "claim without a test": (
        with_part("claims/X1_wide.py", 'STATEMENT = "Wide."\n', "claims: [X1]"),
        ["X1_wide.py: this claim has no `test`", "`def test(measures, settings):`"],
    ),
    "figure that draws nothing": (
        with_part("figures/curve.py", "NEEDS = ['learning_rate']\n", "figures: [curve]"),
        ["curve.py: this figure has no `draw`", "`def draw(measures, style):`"],
    ),
    "claim that needs a letter": (
        with_part(
            "claims/X1_wide.py",
            "NEEDS = 'rank'\nSTATEMENT = ''\n\n\ndef test(measures, settings): ...\n",
            "claims: [X1]",
        ),
        ["X1_wide.py: NEEDS: found 'rank'", "`NEEDS = ['rank']`"],
    ),
    "claim that needs what is no parameter": (
        with_part("claims/X1_wide.py", CLAIM.replace("learning_rate", "rnak"), "claims: [X1]"),
        ["X1_wide.py: NEEDS: there is no parameter 'rnak'", "rank"],
    ),
    "claim that compares with nothing": (
        with_part("claims/X1_wide.py", CLAIM + "COMPARES = {'rank': 1}\n", "claims: [X1]"),
        ["X1_wide.py: COMPARES: 'rank': found 1", "`COMPARES = "],
    ),
    "builder that fails": (
        with_matrix(BUILDER.replace("return", "raise ValueError('no') or")),
        ["circle.py: `build` fails for 300 units: ValueError: no"],
    ),
    "builder of a wrong shape": (
        with_matrix(BUILDER.replace("numpy.eye(units)", "numpy.eye(3)")),
        ["circle.py: `build` gives an array of [3, 3]", "[300, 300]"],
    ),
    "builder without a function": (with_matrix(BUILDER.replace("build", "make")), ["circle.py", "has no `build`"]),
    "builder without arguments": (with_matrix(BUILDER.replace("ARGUMENTS", "ARGS")), ["circle.py", "has no ARGUMENTS"]),
    "argument of an unknown type": (
        with_matrix(BUILDER.replace("{}", "{'size': {'type': 'int', 'default': 1}}")),
        ["circle.py: ARGUMENTS: 'size'", "'int'", "integer, number"],
    ),
    "data of another kind": (
        FILES | {"study.yaml": "tasks: {line: {environment: Line}}\n" + SWEEP_OF_LAYERS, "data/line.py": DATA},
        ["line.py: KIND: found 'trials'", "`KIND = 'regression'`"],
    ),
    "data that cannot be drawn": (
        FILES
        | {
            "study.yaml": "tasks: {line: {environment: Line}}\n" + SWEEP_OF_LAYERS,
            "data/line.py": DATA.replace("return", "raise ValueError('no') or"),
        },
        ["line.py: `draw` fails", "ValueError: no"],
    ),
    "stream without a class": (with_stream("class Stream", "class Flow"), ["line.py: STREAM", "`class Stream:`"]),
    "stream that is no answer": (with_stream("STREAM = True", "STREAM = 'yes'"), ["line.py: STREAM: found 'yes'"]),
    "stream of real targets": (with_stream('"trials"\n', '"regression"\n'), ["line.py: STREAM", "`KIND = 'trials'`"]),
    "stream that fails": (
        with_stream("return inputs, numpy", "raise ValueError('no') or numpy"),
        ["line.py: `Stream` fails", "no"],
    ),
    "stream of other inputs": (
        with_stream("= generator, 2 + further", "= generator, further"),
        ["line.py: `take` of a stream gives inputs [2, 3, 1, 1]", "allowed are [2, 3, 1, 3]"],
    ),
    "stream of labels that are no classes": (
        with_stream("numpy.zeros((steps, batch), int)", "numpy.full((steps, batch), 2)"),
        ["line.py", "whole numbers from 0 to 1"],
    ),
    "channels of an unknown parameter": (
        with_stream('"further": 1}', '"others": 1}'),
        ["line.py: CHANNELS: there is no 'others'", "always, further"],
    ),
    "parameter of a data set at another stage": (
        with_stream('"trials"}', '"train"}'),
        ["line.py: PARAMETERS", "(trials)"],
    ),
    "argument that is a parameter, too": (
        with_stream("ARGUMENTS = {}", "ARGUMENTS = {'further': {'type': 'integer', 'default': 1}}"),
        ["line.py: 'further' is in ARGUMENTS and PARAMETERS"],
    ),
    "two parts of one name": (
        FILES | {"learners/recurrent.py": LEARNER},
        ["learners/recurrent.py", "two files are the learner"],
    ),
}
