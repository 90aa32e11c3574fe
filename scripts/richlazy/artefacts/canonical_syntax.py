"""Canonical syntax of a Python module: a text that changes with what the module does, but not with its formatting,
comments, docstrings or path, nor with the version of Python.

The text is a dump of the syntax tree. `ast.unparse` and `ast.dump` are not used, since their output differs between
versions of Python. Empty fields are left out, so that a field that a later version adds counts only where it is used.
Neighbouring text in an f-string is joined, since versions divide it differently. Imports of the project's own modules
are taken out of the text and returned beside it: the digest counts the code that they import, not its path.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Import:
    """One imported name: the name that is bound, the dotted name of the imported module, and the attribute that is
    imported from it ("" for the module itself)."""

    bound: str
    module: str
    attribute: str = ""


@dataclass(frozen=True)
class Essence:
    """The parts of a module that the code digest needs.

    dump: the canonical text of its statements. imports: its imports of the project's own modules. foreign: all other
    modules that it imports. strings: string literals that are dotted names of own modules. by_name: calls that import a
    module whose name is computed (line and text of each). names: the names that it binds at the top level.
    """

    dump: str
    imports: tuple[Import, ...]
    foreign: tuple[str, ...]
    strings: tuple[str, ...]
    by_name: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def has_statements(self) -> bool:
        """Whether the module has any statement or own import, so that importing it has an effect."""
        return bool(self.dump) or bool(self.imports)


# Functions that import or run code whose name is a value.
_IMPORTERS = {"import_module", "__import__", "spec_from_file_location", "run_path", "run_module", "exec", "eval"}
# The constants of a part that no job reads: a tiny configuration for the tests, and what the manual advises.
_NO_CODE = ("EXAMPLE", "ADVICE")
# Fields of syntax nodes that change nothing in what the code does: spelling, type comments, load or store.
_WORDING = {"kind", "type_comment", "type_ignores", "ctx"}


def essence(text: str, package: str, is_own: Callable[[str], bool]) -> Essence:
    """The canonical syntax, imports and names of a module, from its text.

    package: dotted name of the package that holds the module, to which relative imports refer; "" for a script.
    is_own: whether a dotted name is that of a module of the project. Raises SyntaxError for text that is not Python,
    and ValueError for `from … import *` and for a relative import that leads out of the package.
    """
    gathered = _Gatherer(package, is_own)
    parsed = ast.parse(text)
    parsed.body = [statement for statement in parsed.body if not _is_no_code(statement, parsed)]
    tree = gathered.visit(parsed)
    return Essence(
        "\n".join(map(_dump, tree.body)),
        tuple(sorted(gathered.imports)),
        tuple(sorted(gathered.foreign)),
        tuple(sorted(gathered.strings)),
        tuple(gathered.by_name),
        tuple(sorted(_bound(tree.body))),
    )


def offers_names(text: str) -> bool:
    """Whether a package's `__init__.py` only offers names that are imported when somebody asks for them.

    It defines `__getattr__` and, beside it, at most `__dir__`, `__all__`, literals, and what type checkers read. To
    import such a package does nothing for the modules in it. Raises SyntaxError for text that is not Python.
    """
    statements = [one for one in ast.parse(text).body if not _is_text(one)]
    functions = {one.name for one in statements if isinstance(one, ast.FunctionDef) and not one.decorator_list}
    return "__getattr__" in functions and all(map(_is_of_names, statements))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_of_names(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef):
        return statement.name in ("__getattr__", "__dir__")
    if isinstance(statement, ast.ImportFrom):
        return not statement.level and statement.module in ("importlib", "typing")
    if isinstance(statement, ast.If):
        return isinstance(statement.test, ast.Name) and statement.test.id == "TYPE_CHECKING" and not statement.orelse
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    name = ast.unparse(statement.targets[0])
    computed = any(isinstance(node, ast.Call | ast.Name) for node in ast.walk(statement.value))
    return not computed and (name == "__all__" or not name.startswith("__"))


class _Gatherer(ast.NodeTransformer):
    """Removes docstrings, own imports and TYPE_CHECKING blocks from a tree; collects imports and names on the way."""

    def __init__(self, package: str, is_own: Callable[[str], bool]):
        self._package, self._is_own = package, is_own
        self.imports: set[Import] = set()
        self.foreign: set[str] = set()
        self.strings: set[str] = set()
        self.by_name: list[str] = []

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the children of a node; a block that loses all its statements gets a `pass`."""
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if documented and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
        super().generic_visit(node)
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]
        return node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.AST]:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return [visited for statement in node.orelse if (visited := self.visit(statement)) is not None]
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
        # A method that is called exec or eval, such as DataFrame.eval, imports nothing.
        called_plainly = isinstance(node.func, ast.Name) or name not in {"exec", "eval"}
        if name in _IMPORTERS and called_plainly and not _all_literal(node.args[:1]):
            self.by_name.append(f"line {node.lineno}: {ast.unparse(node)}")
        self.generic_visit(node)
        return node


def _is_no_code(statement: ast.stmt, module: ast.Module) -> bool:
    """Whether a statement assigns one of the literals that no job reads, and the module itself never reads it."""
    targets = [ast.unparse(target) for target in statement.targets] if isinstance(statement, ast.Assign) else []
    if len(targets) != 1 or targets[0] not in _NO_CODE:
        return False
    if any(isinstance(node, ast.Call | ast.Name) for node in ast.walk(statement.value)):
        return False
    return not any(
        isinstance(node, ast.Name) and node.id == targets[0] and isinstance(node.ctx, ast.Load)
        for node in ast.walk(module)
    )


def _all_literal(arguments: list[ast.expr]) -> bool:
    return all(isinstance(one, ast.Constant) for one in arguments)


def _bound(statements: list[ast.stmt]) -> set[str]:
    """Names that statements bind at the top level."""
    names = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
    return names


def _dump(value: object) -> str:
    """A tree as text: the type of each node and its fields in order; empty fields are left out."""
    if isinstance(value, ast.JoinedStr):
        value = ast.JoinedStr(_joined(value.values))
    if isinstance(value, ast.AST):
        fields = [(name, getattr(value, name, None)) for name in value._fields if name not in _WORDING]
        texts = [f"{name}={_dump(entry)}" for name, entry in fields if entry is not None and entry != []]
        if isinstance(value, ast.Constant) and value.value is None:
            texts = ["value=None"]
        return f"{type(value).__name__}({','.join(texts)})"
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
