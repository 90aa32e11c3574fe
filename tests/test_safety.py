"""No code of the project runs what it reads: no unsafe YAML, no pickles, no eval, no shell, and downloads by https."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(path for room in ("scripts", "workflow", "tests", "benchmarks") for path in (ROOT / room).rglob("*.py"))
RULES = sorted([ROOT / "Snakefile", ROOT / "workflow" / "Snakefile", *(ROOT / "workflow").rglob("*.smk")])
# Files that may do one of these things, and why.
ALLOWED = {
    "scripts/richlazy/command_line/main.py": {"os.exec"},  # hands its words, as a list, to the checkout's own command
    "scripts/richlazy/data/mnist/array_pickle.py": {"pickle"},  # an unpickler that makes nothing but arrays
    "tests/data/mnist/test_array_pickle.py": {"pickle"},  # writes the pickles that it must refuse
    "tests/data/mnist/test_package.py": {"pickle"},  # writes a file like the package's
    "tests/planning/test_rules.py": {"pickle"},  # hands values to a process as Snakemake does
    "tests/reporting/explorer/test_explorer_page.py": {"eval", "exec"},  # runs the lines that the page gives
    "tests/test_documentation.py": {"exec"},  # runs the README's example as a reader would
    "tests/test_library_page.py": {"eval", "exec"},  # runs the page's examples as a reader would
    "tests/test_package.py": {"archive.extractall"},  # unpacks the wheel that it has just built
    "tests/workflow/test_report.py": {"archive.extractall"},  # unpacks the report that it has just made
}
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "pty", "commands"}
CALLS = {"eval", "exec", "compile", "__import__"}
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
LOADERS = {"SafeLoader", "CSafeLoader"}


def dotted(node):
    """`a.b.c` of a name or an attribute, "" of anything else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call, name):
    return next((entry.value for entry in call.keywords if entry.arg == name), None)


def is_true(node):
    return node is not None and not (isinstance(node, ast.Constant) and node.value in (False, None))


def is_safe_loader(node, tree):
    """Whether a loader is a safe one by its name, or a variable that only ever holds safe ones."""
    if dotted(node).rpartition(".")[2] in LOADERS:
        return True
    held = [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and dotted(n.targets[0]) == dotted(node)]
    names = [
        {getattr(part, "attr", None) or getattr(part, "value", None) for part in ast.walk(value)} for value in held
    ]
    return (
        bool(dotted(node))
        and bool(held)
        and all(found & LOADERS and not found & {"Loader", "FullLoader"} for found in names)
    )


def is_built(node):
    """Whether text is put together from parts."""
    formatted = isinstance(node, ast.Call) and dotted(node.func).endswith((".format", ".join"))
    return isinstance(node, ast.JoinedStr | ast.BinOp) or formatted


def unsafe(text):
    """What a module does that is not safe, by name."""
    tree = ast.parse(text)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & MODULES
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & SHELLS
        elif isinstance(node, ast.Call):
            found |= unsafe_call(node, tree)
    return found


def unsafe_call(call, tree):
    name = dotted(call.func)
    found = ({name} & (CALLS | SHELLS)) | ({"os.exec"} if re.fullmatch(r"os\.(exec|spawn)\w+", name) else set())
    if is_true(keyword(call, "shell")):
        found.add("shell=True")
    if (
        re.fullmatch(r"subprocess\.(run|Popen|call|check_call|check_output)", name)
        and call.args
        and is_built(call.args[0])
    ):
        found.add("command in one text")
    if name in ("yaml.load", "yaml.load_all"):
        loader = keyword(call, "Loader") or (call.args[1] if len(call.args) > 1 else None)
        if loader is None or not is_safe_loader(loader, tree):
            found.add("yaml.load")
    if name.startswith("yaml.") and name.endswith(("unsafe_load", "full_load", "unsafe_load_all", "full_load_all")):
        found.add("yaml.load")
    if name.endswith((".load", ".read_array", ".loadtxt")) and is_true(keyword(call, "allow_pickle")):
        found.add("allow_pickle")
    if name.endswith("read_pickle") or (name == "torch.load" and not is_true(keyword(call, "weights_only"))):
        found.add("pickle")
    if name == "networkx.read_gpickle" or name.endswith("extractall"):
        found.add(name)
    return found


@pytest.mark.parametrize("path", [path.relative_to(ROOT).as_posix() for path in CODE])
def test_no_module_runs_what_it_reads(path):
    assert unsafe((ROOT / path).read_text(encoding="utf-8")) == ALLOWED.get(path, set())


@pytest.mark.parametrize(
    "text, name",
    [
        ("import pickle", "pickle"),
        ("from pickle import loads", "pickle"),
        ("import yaml\nyaml.load(text)", "yaml.load"),
        ("yaml.load(text, Loader=yaml.Loader)", "yaml.load"),
        ("loader = getattr(yaml, 'Loader', yaml.SafeLoader)\nyaml.load(text, Loader=loader)", "yaml.load"),
        ("yaml.unsafe_load(text)", "yaml.load"),
        ("eval(text)", "eval"),
        ("exec(text)", "exec"),
        ("os.system(text)", "os.system"),
        ("from os import system", "os.system"),
        ("os.execvp(a, b)", "os.exec"),
        ("subprocess.run(text, shell=True)", "shell=True"),
        ("subprocess.run(text, shell=flag)", "shell=True"),
        ("subprocess.run(f'rm {name}')", "command in one text"),
        ("subprocess.run('rm ' + name)", "command in one text"),
        ("np.load(path, allow_pickle=True)", "allow_pickle"),
        ("torch.load(path)", "pickle"),
        ("pd.read_pickle(path)", "pickle"),
        ("archive.extractall()", "archive.extractall"),
    ],
)
def test_what_is_not_safe_is_found(text, name):
    assert unsafe(text) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)\nyaml.load(text, Loader=loader)",
        "yaml.safe_load(text)",
        "ast.literal_eval(text)",
        "subprocess.run(['ls', name], shell=False)",
        "torch.load(path, weights_only=True)",
        "np.load(path, allow_pickle=False)",
    ],
)
def test_what_is_safe_is_not(text):
    assert unsafe(text) == set()


@pytest.mark.parametrize("path", [path.relative_to(ROOT).as_posix() for path in RULES])
def test_no_rule_runs_a_shell(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not re.search(r"^\s*(shell|run|wrapper|cwl|notebook|checkpoint)\b.*:|\bshell\(", text, re.MULTILINE)


def test_the_one_unpickler_decides_on_every_name():
    tree = ast.parse((ROOT / "scripts/richlazy/data/mnist/array_pickle.py").read_text(encoding="utf-8"))
    (unpickler,) = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [dotted(base) for base in unpickler.bases] == ["pickle.Unpickler"]
    assert [member.name for member in unpickler.body] == ["find_class"]
    used = {dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {name for name in used if name.startswith("pickle.")} == {"pickle.Unpickler"}


def test_addresses_in_the_code_are_of_https():
    library = [path for path in CODE if "scripts" in path.relative_to(ROOT).parts]
    asked = [text for path in library for text in re.findall(r'"(\w+)://', path.read_text(encoding="utf-8"))]
    assert asked and set(asked) == {"https"}
