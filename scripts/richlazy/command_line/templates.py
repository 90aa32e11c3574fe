"""Templates of parts: files of `studies/_example` and `studies/_template`, with other names.

These are real files, which have tests of their own. A template is rendered by replacing the names in them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from richlazy.errors import InputError

_SECTIONS = ("tasks", "matrices", "experiments")


def camel(name: str) -> str:
    """A name of words with underscores as one word with capitals."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def claim_of_study(study: str) -> str:
    """Id of the first claim of a study: its name without digits, and 1."""
    return re.sub(r"[^A-Za-z]", "", camel(study)) + "1"


@dataclass(frozen=True)
class Template:
    """The template of a kind.

    kind: as on the command line. part: kind of the registry of parts, "" for what only studies have. source: study of
    the template. files: files there, whose stem becomes the name. room: folder of the part in a study. renamed: texts
    that are replaced, and by what, for a name. declares: whether the manual of the config lists it.
    """

    kind: str
    part: str
    source: str
    stem: str
    room: str
    renamed: Callable[[str], list[tuple[str, str]]] = lambda name: []
    declares: bool = False

    def part_name(self, name: str) -> str:
        """How a config calls the part: of a claim by its id."""
        return name.partition("_")[0] if self.kind == "claim" else name

    def experiment(self, name: str) -> str:
        """The experiment that uses the part."""
        return f"{name}_width" if self.kind == "study" else f"try_{self.part_name(name)}"


_WIDTH = "Width1_wider_networks_learn_lazier"
KINDS: dict[str, Template] = {
    template.kind: template
    for template in (
        Template("measure", "measure", "_example", "largest_change", "measures"),
        Template(
            "matrix",
            "builder",
            "_example",
            "ring",
            "builders",
            lambda name: [('LABEL = "ring"', f'LABEL = "{name.replace("_", " ")}"')],
            declares=True,
        ),
        Template(
            "task",
            "data set",
            "_example",
            "exclusive_or",
            "data",
            lambda name: [("ExclusiveOr", camel(name))],
            declares=True,
        ),
        Template("learner", "learner", "_example", "tanh_layer", "learners", declares=True),
        Template("claim", "", "_template", _WIDTH, "claims", lambda name: [("Width1", name.partition("_")[0])]),
        Template("figure", "", "_template", "width", "figures"),
        Template("study", "", "_template", "", ""),
    )
}


def rendered(template: Template, name: str, study: str, project: Path) -> dict[str, str]:
    """Text of the files of a part, or of a whole study, by their paths in the project."""
    if template.kind == "study":
        return _study(study, project)
    own = template.part_name(name)
    short = template.part_name(template.stem)
    test = f"{template.room}/test_{short}.py"
    pairs = [(f"studies.{template.source}.", f"studies.{study}."), *template.renamed(name)]
    if template.kind == "claim":  # before the id in it is replaced
        pairs = [(template.stem, name), *pairs]
    else:
        importing = f"import {template.stem} as part"
        pairs = [*pairs, (importing, f"import {name} as part")]
    return {
        f"studies/{study}/{template.room}/{name}.py": _text(
            project, f"studies/{template.source}/{template.room}/{template.stem}.py", pairs
        ),
        f"tests/studies/{study}/{template.room}/test_{own}.py": _text(
            project, f"tests/studies/{template.source}/{test}", pairs
        ),
    }


def _study(study: str, project: Path) -> dict[str, str]:
    """A study like the template, whose experiment, claim and figure have names of their own."""
    claim, experiment = claim_of_study(study), f"{study}_width"
    source = "studies/_template"
    yaml_text = (project / source / "study.yaml").read_text(encoding="utf-8")
    pairs = [
        ("results/width/measures.nc", f"results/{experiment}/measures.nc"),
        ("results/figures/width-*.pdf", f"results/figures/{experiment}-*.pdf"),
        ("  width:", f"  {experiment}:"),
        ("figures: [width]", f"figures: [{experiment}]"),
        ("Width1", claim),
    ]
    readme = (project / source / "README.md").read_text(encoding="utf-8")
    readme = re.sub(r"\n<!-- To make a study.*?-->\n", "", readme, flags=re.DOTALL)
    readme = re.sub(r" +# NAME: the name of this folder; then", "    # then", readme).replace("NAME", study)
    parts = rendered(KINDS["claim"], f"{claim}_wider_networks_learn_lazier", study, project)
    parts |= rendered(KINDS["figure"], experiment, study, project)
    return {
        f"studies/{study}/README.md": readme,
        f"studies/{study}/study.yaml": _replaced(yaml_text, pairs),
        **parts,
    }


def _text(project: Path, path: str, pairs: list[tuple[str, str]]) -> str:
    try:
        return _replaced((project / path).read_text(encoding="utf-8"), pairs)
    except FileNotFoundError:
        raise InputError(
            f"{path}: the checkout lacks this file, which is a template; `git checkout -- {path}` brings it back"
        ) from None


def _replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Added:
    """What is added to the file of a study, as YAML."""

    text: str

    def into(self, study: str) -> str | None:
        """The text of a study's file with these entries at the end of their sections, all else as it was.

        None where a section is written in a way that lines cannot be added to.
        """
        import yaml

        from richlazy.contracts.files_of_config import laid_over

        together = study if study.endswith("\n") else study + "\n"
        for section, lines in self._sections().items():
            together = _inserted(together, section, lines)
        try:
            expected = laid_over(yaml.safe_load(study), yaml.safe_load(self.text))
            return together if yaml.safe_load(together) == expected else None
        except yaml.YAMLError:
            return None

    def _sections(self) -> dict[str, list[str]]:
        """Lines of every section, without its heading."""
        found: dict[str, list[str]] = {}
        for line in self.text.splitlines():
            if heading := re.fullmatch(r"(\w+):", line):
                found[heading[1]] = section = []
            elif line.strip():
                section.append(line)
        return found


def _inserted(text: str, section: str, lines: list[str]) -> str:
    """The text with lines at the end of a section, or with the section at its end."""
    rows = text.splitlines()
    start = next((n for n, row in enumerate(rows) if re.fullmatch(rf"{section}:\s*(#.*)?", row)), None)
    if start is None:
        return text + "\n".join(["", f"{section}:", *lines]) + "\n"
    end = next((n for n in range(start + 1, len(rows)) if re.match(r"[^\s#]", rows[n])), len(rows))
    while end > start + 1 and (not rows[end - 1].strip() or rows[end - 1].startswith("#")):
        end -= 1
    first = next((row for row in rows[start + 1 : end] if row.strip() and not row.lstrip().startswith("#")), "  ")
    indent = " " * (len(first) - len(first.lstrip()) - 2)
    return "\n".join([*rows[:end], *(indent + line for line in lines), *rows[end:]]) + "\n"


def added(template: Template, name: str, project: Path) -> Added:
    """What a part adds to the file of its study: an experiment that uses it, and its definition."""
    text = (project / "studies" / "_example" / "added" / f"{template.kind}.yaml").read_text(encoding="utf-8")
    return Added(text.replace("ENVIRONMENT", camel(name)).replace("NAME", template.part_name(name)))
