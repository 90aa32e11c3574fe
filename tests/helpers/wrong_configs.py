"""Configs that are refused, and what the message must say: the key, what was found and what is allowed.

A case of WRONG: changes to the tiny config, which works, and words; of WRONG_MATRIX: the files that are there as well.
"""

import io

import numpy as np


def parameters(**values):
    return {"parameters": values}


def rank_experiment(**section):
    return {"experiments": {"rank": section}}


def two_choices(**task):
    return {"tasks": {"2AF": task}}


def other_task(environment, **task):
    return {"tasks": {"mine": {"environment": environment} | task}, **rank_experiment(sweep={"task": ["mine"]})}


def layers(experiment=None, table=None, **changed):
    """An experiment of feed-forward networks, on a table that is defined here."""
    section = {"sweep": {"depth": [1, 2]}, "parameters": {"learner": "feedforward", "task": "table"} | changed}
    table = table or {"environment": "StudentTeacher", "arguments": {"inputs": 6}}
    return {"tasks": {"table": table}, "experiments": {"rank": None, "mine": section | (experiment or {})}}


# Per case: the changes to a config that works, and words that the message must have: key, found, allowed.
WRONG = {
    "misspelt key": (parameters(learning_rat=0.1), ["parameters.learning_rat", "unknown key", "`learning_rate`"]),
    "misspelt section": ({"figure": {"dpi": 50}}, ["figure: unknown key", "`figures`"]),
    "wrong type": (parameters(hidden="many"), ["parameters.hidden", "'many'", "a whole number"]),
    "number in quotes": (parameters(gain="1.5"), ["parameters.gain", "'1.5'", "a number"]),
    "rank above the units": (rank_experiment(sweep={"rank": [1, 9]}), ["experiments.rank", "rank: 9", "hidden = 8"]),
    "rank 0": (
        rank_experiment(sweep={"rank": [0, 4]}),
        ["experiments.rank.sweep.rank", "found 0", "a whole number from 1"],
    ),
    "negative gain": (parameters(gain=-1.25), ["parameters.gain", "-1.25", "> 0"]),
    "momentum of 1": (parameters(momentum=1), ["parameters.momentum", "found 1", "< 1"]),
    "empty sweep": (
        rank_experiment(sweep={"rank": []}),
        ["experiments.rank.sweep.rank", "found []", "at least one value"],
    ),
    "swept value twice": (
        rank_experiment(sweep={"rank": [4, 4]}),
        ["experiments.rank.sweep.rank", "[4, 4]", "all different"],
    ),
    "unknown swept key": (
        rank_experiment(sweep={"ranks": [4]}),
        ["experiments.rank.sweep.ranks", "unknown key", "`rank`"],
    ),
    "seed twice": ({"seeds": [0, 1, 1]}, ["seeds", "[0, 1, 1]", "different whole numbers"]),
    "no seed": ({"seeds": 0}, ["seeds", "found 0", "a whole number ≥ 1"]),
    "negative seed": ({"seeds": [-1, 1]}, ["seeds", "-1", "≥ 0"]),
    "unknown task": (rank_experiment(sweep={"task": ["3AF"]}), ["task: '3AF'", "2AF, DMS, CXT"]),
    "unknown NeuroGym id": (two_choices(environment="NoSuchTask-v0"), ["tasks.2AF", "'NoSuchTask-v0'"]),
    "unknown period": (two_choices(timing={"pause": 100}), ["tasks.2AF.timing", "'pause'", "decision", "stimulus"]),
    "unknown argument": (two_choices(arguments={"coh": [1]}), ["tasks.2AF", "'coh'"]),
    "no decision step": (two_choices(timing={"decision": 0}), ["tasks.2AF.timing", "decision lasts 0 ms", "dt = 100"]),
    "durations that are no whole steps": (
        two_choices(timing={"stimulus": 250}),
        ["tasks.2AF.timing", "stimulus lasts 250 ms", "dt = 100 ms", "`stimulus: 200`"],
    ),
    "too many time steps": (
        two_choices(timing={"stimulus": 1e8}),
        ["tasks.2AF.timing", "1000001 time steps", "allowed are 10000", "1000000 ms together"],
    ),
    "time step that the config has": (
        two_choices(arguments={"dt": 1}),
        ["tasks.2AF.arguments.dt", "a place of its own", "`dt: 1` under parameters"],
    ),
    "timing among the arguments": (
        two_choices(arguments={"timing": {"stimulus": 5}}),
        ["tasks.2AF.arguments.timing", "`timing: {stimulus: 5}` under tasks.2AF"],
    ),
    "text for a number": (
        two_choices(arguments={"cohs": ["a"]}),
        ["tasks.2AF", "'cohs': ['a']", "TypeError", "leave `cohs` out of tasks.2AF.arguments"],
    ),
    "list of a list": (two_choices(arguments={"cohs": [[]]}), ["tasks.2AF", "ValueError", "leave `cohs` out"]),
    "mapping for a list": (two_choices(arguments={"cohs": {"a": 1}}), ["tasks.2AF", "ValueError", "leave `cohs` out"]),
    "no ring": (two_choices(arguments={"dim_ring": 0}), ["tasks.2AF", "classes: 1", "leave `dim_ring` out"]),
    "ring beyond memory": (
        two_choices(arguments={"dim_ring": 10**9}),
        ["tasks.2AF", "dim_ring", "MemoryError", "leave `dim_ring` out"],
    ),
    "pool beyond memory": (
        two_choices(arguments={"dim_ring": 9000}) | parameters(training_trials=10**9),
        ["tasks.2AF", "72008 inputs", "GiB of memory", "`training_trials: "],
    ),
    "table beyond memory": (
        layers(
            table={"environment": "StudentTeacher", "arguments": {"inputs": 10_000}},
            training_trials=10**9,
            test_trials=10**9,
        ),
        ["tasks.table", "training_trials = 1000000000", "10000 inputs", "GiB of memory", "fewer trials"],
    ),
    "teacher of too many inputs": (
        layers(table={"environment": "StudentTeacher", "arguments": {"inputs": 10**9}}),
        ["tasks.table.arguments.inputs", "found 1000000000", "≤ 10000"],
    ),
    "ground truth that is no class": (
        other_task("Reaching1D-v0"),
        ["tasks.mine", "Reaching1D-v0", "no class", "0 to 2", "`environment: GoNogo-v0`"],
    ),
    "trials of random length": (
        other_task("yang19.dm2-v0"),
        [
            "tasks.mine",
            "different lengths",
            "drawing of fixation",
            "`timing: {fixation: 300, stimulus: 500, decision: 200}`",
        ],
    ),
    "trials of random length that no timing fixes": (
        other_task("MotorTiming-v0", timing={"fixation": 500, "cue": 1000, "set": 100}),
        ["tasks.mine", "drawing of production", "no `timing` can fix that", "another task", "`environment: GoNogo-v0`"],
    ),
    "checkpoint beyond the steps": (parameters(checkpoints=[1, 30]), ["checkpoints: 30", "0 to steps = 20"]),
    "probe above the pool": (parameters(probe_trials=121), ["probe_trials: 121", "training_trials = 120"]),
    "kernel above the probe": (parameters(kernel_trials=21), ["kernel_trials: 21", "probe_trials = 20"]),
    "batch above the pool": (parameters(batch=121), ["batch: 121", "training_trials = 120"]),
    "no GPU": ({"machine": {"device": "cuda"}}, ["machine.device: cuda", "no CUDA device", "`device: cpu`"]),
    "TF32 without a GPU": (parameters(precision="tf32"), ["precision: tf32", "found cpu", "`precision: float32`"]),
    "unknown figure": (
        rank_experiment(figures=["figure9"]),
        [
            "experiments.rank.figures",
            "'figure9'",
            "feedforward, figure1, figure2, figure3, figure4, figure4_structures, forgetting",
        ],
    ),
    "unknown claim": (
        rank_experiment(claims=["C99"]),
        ["experiments.rank.claims", "'C99'", "C1, C2, C3, C4, C5, C6, C7, C8, C9"],
    ),
    "rank above the width of the layers": (layers(rank=9), ["experiments.mine", "rank: 9", "hidden = 8", "`rank: 8`"]),
    "no layer": (layers(experiment={"sweep": {"depth": [0]}}), ["experiments.mine.sweep.depth", "found 0", "≥ 1"]),
    "more inputs than units": (layers(hidden=5), ["hidden: 5 units", "6 inputs", "'table'", "`hidden: 6`"]),
    "layers on a task of many steps": (layers(task="2AF"), ["tasks.2AF", "8 time steps", "`learner: recurrent`"]),
    "layers of a recurrent network": (
        layers(learner="recurrent", task="2AF"),
        ["experiments.mine.sweep.depth", "`learner: feedforward`"],
    ),
    "recurrent network on a table": (
        layers(experiment={"sweep": {"rank": [1, 4]}}, learner="recurrent"),
        ["experiments.mine", "'table' has one time step", "`learner: feedforward`"],
    ),
    "unknown argument of a table": (
        layers(table={"environment": "Digits", "arguments": {"whiten": True}}),
        ["tasks.table.arguments.whiten", "`whitened`"],
    ),
    "more trials than images": (
        layers(table={"environment": "Digits"}, hidden=64, training_trials=1790),
        ["tasks.table", "training_trials = 1790", "1797 samples", "`training_trials: 1757`"],
    ),
}


IMAGES = {
    "sweep": {"task": ["sMNIST"], "rank": [1, 4]},
    "parameters": {"training_trials": 500, "probe_trials": 40, "test_trials": 40, "kernel_trials": 4},
}
WRONG |= {
    "images that are not there": (
        {"machine": {"mnist": "nowhere"}, "experiments": {"rank": None, "mine": IMAGES}},
        ["machine.mnist: there is no 'nowhere'", "`mnist: null`"],
    ),
    "images by a number": ({"machine": {"mnist": 5}}, ["machine.mnist", "found 5", "the path of a folder"]),
    "more trials than images of a part": (
        {"experiments": {"rank": None, "mine": IMAGES | {"parameters": {"training_trials": 55001}}}},
        ["tasks.sMNIST: training_trials = 55001", "55000 samples", "`training_trials: 55000`"],
    ),
}


# Of matrices. Per case as above, with the files that are there.
CHAIN = "0,1,0\n0,0,2\n3,0,0\n"  # three neurons in a ring
SIGNED = "0,1,2\n0.5,0,3\n-1,4,0\n"  # the third neuron excites one and inhibits another


def matrix_experiment(entry=None, experiment=None, **parameters):
    """An experiment of one matrix, `mine`: its entry in the config, further keys of the experiment, fixed
    parameters."""
    section = {"sweep": {"connectivity": ["mine"]}, "parameters": parameters} | (experiment or {})
    return {"matrices": {"mine": entry} if entry else {}, "experiments": {"rank": None, "mine": section}}


def own(path, *, experiment=None, parameters=(), **arguments):
    entry = {"builder": "file", "path": path, "orientation": "pre_post"} | arguments
    return matrix_experiment(entry, experiment, **dict(parameters))


def npz_of_objects():
    stream = io.BytesIO()
    np.savez(stream, weights=np.array([[0, 1], [None, 0]], dtype=object))
    return stream.getvalue()


NULLS = {"sweep": {"connectivity": ["mine"], "null_model": ["none", "rewired"]}}
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">
<node id="A"/><node id="B"/><edge source="A" target="B"/></graph></graphml>
"""
WRONG_MATRIX = {
    "unknown builder": (
        matrix_experiment({"builder": "cortx"}),
        {},
        ["matrices.mine.builder", "'cortx'", "block_low_rank, cortex", "reconstruction"],
    ),
    "unknown builder that no experiment uses": (
        {"matrices": {"mine": {"builder": "cortx"}}},
        {},
        ["matrices.mine.builder", "'cortx'", "cortex, dale"],
    ),
    "no builder": (
        matrix_experiment({"path": "m.csv"}),
        {},
        ["matrices.mine", "`builder` is missing", "`builder: ...`"],
    ),
    "unknown argument": (
        matrix_experiment({"builder": "dale", "balance": True}),
        {},
        ["matrices.mine.balance", "unknown key", "`balanced`", "excitatory"],
    ),
    "argument of a wrong type": (
        matrix_experiment({"builder": "dale", "excitatory": 1.5}),
        {},
        ["matrices.mine.excitatory", "found 1.5", "≤ 1", "`excitatory: 0.8`"],
    ),
    "no orientation": (
        matrix_experiment({"builder": "file", "path": "m.csv"}),
        {"m.csv": CHAIN},
        ["matrices.mine", "`orientation` is missing", "`orientation: ...`"],
    ),
    "unknown orientation": (
        own("m.csv", orientation="rows"),
        {"m.csv": CHAIN},
        ["matrices.mine.orientation", "'rows'", "`pre_post` or `post_pre`"],
    ),
    "unknown matrix": (
        matrix_experiment(experiment={"sweep": {"connectivity": ["dale", "dail"]}}),
        {},
        ["experiments.mine", "connectivity: 'dail'", "gaussian, uniform, cortex", "`matrices:`"],
    ),
    "unknown null model": (
        matrix_experiment({"builder": "dale"}, {"sweep": {"connectivity": ["mine"], "null_model": ["shuffle"]}}),
        {},
        ["experiments.mine.sweep.null_model.0", "'shuffle'", "`shuffled`"],
    ),
    "no file": (own("m.csv"), {}, ["matrices.mine.path", "there is no file 'm.csv'", "from the working directory"]),
    "unknown suffix": (
        own("m.xlsx"),
        {"m.xlsx": "0"},
        ["matrices.mine", "m.xlsx", "'.xlsx'", ".csv, .csv.gz", "as CSV"],
    ),
    "empty file": (own("m.csv"), {"m.csv": ""}, ["matrices.mine", "m.csv: the file is empty", "square matrix"]),
    "not square": (
        own("m.csv"),
        {"m.csv": "0,1,0\n0,0,2\n"},
        ["matrices.mine", "m.csv: found 2 rows and 3 columns", "square"],
    ),
    "Dale's law on a file of both signs": (
        own("m.csv", experiment={"parameters": {"constraint": "dale"}}),
        {"m.csv": SIGNED},
        ["matrices.mine: `constraint: dale`", "1 of 3 columns", "`connectivity: dale_balanced`", "`constraint: none`"],
    ),
    "nonnegative factors of a file of both signs": (
        own("m.csv", experiment={"parameters": {"truncation": "nonnegative", "rank": 2}}),
        {"m.csv": SIGNED},
        ["matrices.mine: `truncation: nonnegative`", "1 of 3 columns", "`truncation: svd`"],
    ),
    "nonnegative factors of a shuffled null": (
        own("m.csv", experiment={"parameters": {"truncation": "nonnegative", "rank": 2, "null_model": "gaussian"}}),
        {"m.csv": CHAIN},
        ["matrices.gaussian: `truncation: nonnegative`", "columns of the initial matrix", "`truncation: svd`"],
    ),
    "gain of nothing": (
        {"parameters": {"gain": 1e-45}},
        {},
        ["matrices.gaussian", "single precision", "`gain: 1e-45`", "nearer to 1"],
    ),
    "Dale's law on a Gaussian": (
        {"parameters": {"constraint": "dale", "rank": "full"}, "experiments": {"rank": {"sweep": {"rank": ["full"]}}}},
        {},
        ["matrices.gaussian: `constraint: dale`", "8 of 8 columns", "`constraint: none`"],
    ),
    "Dale's law on what was learned": (
        matrix_experiment({"builder": "trained"}, constraint="dale"),
        {},
        ["experiments.mine: constraint: dale", "connectivity: mine", "both signs", "`constraint: none`"],
    ),
    "no radius after truncation": (
        own("m.csv", experiment={"parameters": {"normalise": "spectral_radius", "rank": 1}}),
        {"m.csv": "0,100,0\n0,0,1\n1,0,0\n"},
        ["matrices.mine", "spectral_radius is 0", "`normalise: frobenius`"],
    ),
    "rank-matched null of a chain": (
        own("m.csv", experiment={"sweep": {"connectivity": ["mine"], "null_model": ["rank_matched"]}}),
        {"m.csv": "0,1,0\n0,0,2\n0,0,0\n"},
        ["matrices.mine", "null_model: rank_matched", "form no loop", "`null_model: shuffled`"],
    ),
    "weights that single precision cannot hold": (
        own("m.csv", experiment={"parameters": {"normalise": "none"}}),
        {"m.csv": "0,1e200\n1,0\n"},
        ["matrices.mine", "1.25e+200", "single precision", "`normalise: frobenius`"],
    ),
    "weights whose multiple is no number": (
        own("m.csv"),
        {"m.csv": "1.7e308,0\n0,-1.7e308\n"},
        ["matrices.mine", "m.csv", "`gain: 1.25`", "beyond the largest number"],
    ),
    "nothing but a mean": (
        own("m.csv", mean="subtract"),
        {"m.csv": "0.1,0.1\n0.1,0.1\n"},
        ["matrices.mine", "mean: subtract leaves nothing", "equal", "`mean: keep`"],
    ),
    "NaN": (own("m.csv"), {"m.csv": "0,1\nnan,0\n"}, ["matrices.mine", "m.csv: line 2, column 1", "'nan'", "number"]),
    "infinite weight": (
        own("m.mtx"),
        {"m.mtx": "%%MatrixMarket matrix array real general\n2 2\n0\ninf\n1\n0\n"},
        ["matrices.mine", "m.mtx: row 2, column 1", "found inf", "finite"],
    ),
    "text in a cell": (
        own("m.csv", labels=True),
        {"m.csv": ",A,B\nA,0,1\nB,few,0\n"},
        ["matrices.mine", "m.csv: line 3, column 2 ('A')", "'few'", "a number"],
    ),
    "labels without `labels: true`": (
        own("m.csv"),
        {"m.csv": ",A,B\nA,0,1\nB,2,0\n"},
        ["matrices.mine", "m.csv: line 1", "`labels: true`"],
    ),
    "all zeros": (own("m.csv"), {"m.csv": "0,0\n0,0\n"}, ["matrices.mine", "m.csv: all weights are 0", "at least one"]),
    "labels that do not match": (
        own("m.csv", labels=True),
        {"m.csv": ",A,C\nA,0,1\nB,2,0\n"},
        ["matrices.mine", "m.csv: labels do not match", "row 'B'", "column 'C'", "name both alike"],
    ),
    "logarithm of negative weights": (
        own("m.csv", weights="log"),
        {"m.csv": "0,1\n-2,0\n"},
        ["matrices.mine", "m.csv: `weights: log`", "-2", "`weights: as_given`"],
    ),
    "signs for negative weights": (
        own("m.csv", labels=True, signs="by_table", sign_table="signs.csv"),
        {"m.csv": ",A,B\nA,0,1\nB,-2,0\n", "signs.csv": "label,sign\nA,1\nB,-1\n"},
        ["matrices.mine", "signs: the weights of m.csv", "-2", "`signs: as_given`"],
    ),
    "neuron without a sign": (
        own("m.csv", labels=True, signs="by_table", sign_table="signs.csv"),
        {"m.csv": ",A,B\nA,0,1\nB,2,0\n", "signs.csv": "label,sign\nA,1\n"},
        ["matrices.mine", "signs.csv: labels do not match", "'B'", "`B,1`"],
    ),
    "no table of signs": (
        own("m.csv", labels=True, signs="by_table", sign_table="signs.csv"),
        {"m.csv": ",A,B\nA,0,1\nB,2,0\n"},
        ["matrices.mine.sign_table", "there is no file 'signs.csv'"],
    ),
    "subsample to more": (
        own("m.csv", fit="subsample"),
        {"m.csv": CHAIN},
        ["matrices.mine", "fit: 'subsample'", "8 units of a matrix of 3", "`fit: pad`"],
    ),
    "pad to fewer": (
        own("m.csv", fit="pad", parameters={"hidden": 2}),
        {"m.csv": CHAIN},
        ["matrices.mine", "fit: 'pad'", "2 units of a matrix of 3", "`fit: subsample`"],
    ),
    "number of units of a matrix that brings its own": (
        own("m.csv", experiment={"sweep": {"connectivity": ["mine"], "hidden": [3, 8]}}),
        {"m.csv": CHAIN},
        ["experiments.mine.sweep: hidden", "'mine'", "own number of units, 3", "`fit: subsample`"],
    ),
    "rank above a file's neurons": (
        own("m.csv", parameters={"rank": 4}),
        {"m.csv": CHAIN},
        ["experiments.mine", "rank: 4", "hidden = 3"],
    ),
    "NPZ of objects": (
        own("m.npz"),
        {"m.npz": npz_of_objects()},
        ["matrices.mine", "m.npz: the array 'weights' holds Python objects", "never read", "`.astype(float)`"],
    ),
    "list of connections": (
        own("m.csv"),
        {"m.csv": "pre,post,weight\nA,B,1\nB,A,2\nB,C,2\nC,A,1\n"},
        ["matrices.mine", "m.csv: line 1", "'pre'", "connections", "`layout: edges`"],
    ),
    "unknown layout": (
        own("m.csv", layout="list"),
        {"m.csv": CHAIN},
        ["matrices.mine.layout", "'list'", "`matrix` or `edges`"],
    ),
    "unknown labels": (
        own("m.csv", labels="row"),
        {"m.csv": CHAIN},
        ["matrices.mine.labels", "'row'", "true, false, `first_row` or `first_column`"],
    ),
    "unknown separator": (
        own("m.csv", separator="semicolon"),
        {"m.csv": CHAIN},
        ["matrices.mine.separator", "'semicolon'", '`";"`'],
    ),
    "semicolons": (
        own("m.csv"),
        {"m.csv": "0;1,5\n2;0\n"},
        ["matrices.mine", "m.csv: line 1", "semicolons", "`separator: ';'`", "`decimal: ','`"],
    ),
    "GraphML without weights": (
        own("m.graphml"),
        {"m.graphml": GRAPHML},
        ["matrices.mine", "m.graphml: the edge 'A' → 'B' has no attribute 'weight'", "`weight_attribute: ''`"],
    ),
    "matrix beyond memory": (
        own("m.mtx"),
        {"m.mtx": "%%MatrixMarket matrix coordinate real general\n50000 50000 1\n1 2 0.5\n"},
        ["matrices.mine", "m.mtx: 50000 × 50000 is too large", "149.0 GiB", "at most 11585 neurons"],
    ),
    "rewired null of a full matrix": (
        matrix_experiment({"builder": "dale"}, NULLS),
        {},
        ["experiments.mine: null_model: rewired", "'mine' (dale)", "every connection", "leave `rewired` out"],
    ),
    "rewired null of a full file": (
        own("m.csv", experiment=NULLS),
        {"m.csv": "0,1,2\n3,0,4\n5,6,0\n"},
        ["matrices.mine: null_model: rewired", "none of the 6 is absent", "`null_model: shuffled`"],
    ),
    "claim of null models without one": (
        matrix_experiment(
            {"builder": "dale"}, {"sweep": {"connectivity": ["mine"], "null_model": ["none"]}, "claims": ["C3"]}
        ),
        {},
        ["experiments.mine.sweep.null_model: C3", "found none", "`null_model: [none, gaussian]`"],
    ),
    "spectral radius of a matrix without loops": (
        own("m.csv", parameters={"normalise": "spectral_radius"}),
        {"m.csv": "0,1\n0,0\n"},
        ["matrices.mine: normalise: spectral_radius", "`normalise: frobenius`"],
    ),
    "impossible motifs": (
        matrix_experiment({"builder": "motifs", "chain": 5}),
        {},
        ["matrices.mine: chain: 5 is not possible", "`convergent: 0.2`", "allowed: ", "`chain: "],
    ),
    "fewer units than classes": (
        matrix_experiment({"builder": "cortex"}),
        {},
        ["matrices.mine: counts: 8 units are too few", "17 classes", "`layers: [2/3]`"],
    ),
    "also with a parameter that is not swept": (
        matrix_experiment({"builder": "dale"}, {"also": [{"connectivity": ["gaussian"]}, {"gain": [1]}]}),
        {},
        ["experiments.mine.also.1: gain", "does not sweep it", "allowed are connectivity", "`gain: [...]`"],
    ),
    "also with a point that is there": (
        matrix_experiment({"builder": "dale"}, {"also": [{"connectivity": ["mine", "mine"]}]}),
        {},
        ["experiments.mine.also.0.connectivity", "['mine', 'mine']", "all different"],
    ),
}
