"""The essence of a Python module: what it does, in a text that no formatting, comment, docstring, move or release of
Python changes.

The text is a dump of the syntax tree of our own, since `ast.unparse` and `ast.dump` differ between releases. Fields
that are empty are left out, so that what a later release adds to a node says nothing until it is used; text around the
values of an f-string is joined, which releases divide differently. Imports of the project's own modules are taken out
and returned beside the text: what counts of them is what they bring, not where it lies.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Import:
    """A name that a module binds to something of another: its dotted name, and what of it, "" for the module itself."""

    bound: str
    module: str
    attribute: str = ""


@dataclass(frozen=True)
class Essence:
    """What a module says: the dump of its statements, its imports of the project's own modules, and all other modules
    that it imports; `strings`: dotted names that stand in it as text; `by_name`: the calls in it that import a module
    whose name is a value (line and text of each); `names`: what its statements bind at the top level."""

    dump: str
    imports: tuple[Import, ...]
    foreign: tuple[str, ...]
    strings: tuple[str, ...]
    by_name: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def has_statements(self) -> bool:
        """Whether importing the module does anything at all."""
        return bool(self.dump) or bool(self.imports)


# Functions that import, or run, what a value names.
_IMPORTERS = {"import_module", "__import__", "spec_from_file_location", "run_path", "run_module", "exec", "eval"}
# What a part says for tests that run every part.
_EXAMPLE = "EXAMPLE"
# Fields of nodes that say how a thing is written, or what a type checker thinks of it.
_WORDING = {"kind", "type_comment", "type_ignores", "ctx"}


def essence(text: str, package: str, is_own: Callable[[str], bool]) -> Essence:
    """The essence of a module's text.

    package: dotted name of the package that the module lies in, to which its relative imports refer; "" for a script.
    is_own: whether a dotted name is that of a module of the project. Raises SyntaxError for text that is no Python, and
    ValueError for an import of everything (`from … import *`) and for a relative import outside a package.
    """
    gathered = _Gatherer(package, is_own)
    parsed = ast.parse(text)
    parsed.body = [statement for statement in parsed.body if not _for_tests(statement, parsed)]
    tree = gathered.visit(parsed)
    return Essence(
        "\n".join(map(_dump, tree.body)),
        tuple(sorted(gathered.imports)),
        tuple(sorted(gathered.foreign)),
        tuple(sorted(gathered.strings)),
        tuple(gathered.by_name),
        tuple(sorted(_bound(tree.body))),
    )


class _Gatherer(ast.NodeTransformer):
    """Takes docstrings, own imports and blocks for type checkers out of a tree, and keeps what it met."""

    def __init__(self, package: str, is_own: Callable[[str], bool]):
        self._package, self._is_own = package, is_own
        self.imports: set[Import] = set()
        self.foreign: set[str] = set()
        self.strings: set[str] = set()
        self.by_name: list[str] = []

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit what is below; a block that loses all its statements keeps one that does nothing."""
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if documented and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
        super().generic_visit(node)
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]
        return node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.AST]:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return [kept for statement in node.orelse if (kept := self.visit(statement)) is not None]
        return self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> ast.Import | None:
        own = [alias for alias in node.names if self._is_own(alias.name)]
        self.imports.update(Import(alias.asname or alias.name, alias.name) for alias in own)
        node.names = [alias for alias in node.names if alias not in own]
        self.foreign.update(alias.name for alias in node.names)
        return node if node.names else None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        module = self._absolute(node)
        if any(alias.name == "*" for alias in node.names):
            raise ValueError(f"line {node.lineno}: `from {module} import *` hides what is used; name it")
        if not self._is_own(module):
            self.foreign.add(module)
            return node
        self.imports.update(Import(alias.asname or alias.name, module, alias.name) for alias in node.names)
        return None

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module
        parts = self._package.split(".") if self._package else []
        if node.level > len(parts):
            raise ValueError(f"line {node.lineno}: a relative import leads out of the package")
        return ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and self._is_own(node.value):
            self.strings.add(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        # A method of this name, as DataFrame.eval, imports nothing.
        called_plainly = isinstance(node.func, ast.Name) or name not in {"exec", "eval"}
        if name in _IMPORTERS and called_plainly and not _all_literal(node.args[:1]):
            self.by_name.append(f"line {node.lineno}: {ast.unparse(node)}")
        self.generic_visit(node)
        return node


def _for_tests(statement: ast.stmt, module: ast.Module) -> bool:
    """Whether a statement assigns a literal that tests alone read, and the module itself does not."""
    if not isinstance(statement, ast.Assign) or [ast.unparse(target) for target in statement.targets] != [_EXAMPLE]:
        return False
    if any(isinstance(node, ast.Call | ast.Name) for node in ast.walk(statement.value)):
        return False
    return not any(
        isinstance(node, ast.Name) and node.id == _EXAMPLE and isinstance(node.ctx, ast.Load)
        for node in ast.walk(module)
    )


def _all_literal(arguments: list[ast.expr]) -> bool:
    return all(isinstance(one, ast.Constant) for one in arguments)


def _bound(statements: list[ast.stmt]) -> set[str]:
    """Names that statements bind at the top level."""
    found = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.alias):
                found.add(node.asname or node.name.partition(".")[0])
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
    return found


def _dump(value: object) -> str:
    """A tree as text: a node is its type and its fields in order, those without a value left out."""
    if isinstance(value, ast.JoinedStr):
        value = ast.JoinedStr(_joined(value.values))
    if isinstance(value, ast.AST):
        fields = [(name, getattr(value, name, None)) for name in value._fields if name not in _WORDING]
        said = [f"{name}={_dump(entry)}" for name, entry in fields if entry is not None and entry != []]
        if isinstance(value, ast.Constant) and value.value is None:
            said = ["value=None"]
        return f"{type(value).__name__}({','.join(said)})"
    if isinstance(value, list):
        return f"[{','.join(map(_dump, value))}]"
    return f"{type(value).__name__}:{value!r}"


def _joined(values: list[ast.expr]) -> list[ast.expr]:
    """The parts of an f-string with neighbouring text joined and empty text left out."""
    parts: list[ast.expr] = []
    for value in values:
        if isinstance(value, ast.Constant) and parts and isinstance(parts[-1], ast.Constant):
            parts[-1] = ast.Constant(parts[-1].value + value.value)
        else:
            parts.append(value)
    return [part for part in parts if not (isinstance(part, ast.Constant) and part.value == "")]
