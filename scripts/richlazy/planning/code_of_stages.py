"""The code of each job: digests of its script, of all modules that it imports, and of its environment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.identity import digest
from richlazy.contracts.schema import load_yaml
from richlazy.planning.plugin_modules import modules_by_name, tables_by_name

# Stages that use the environment of another stage.
_ENVIRONMENT = {"compare": "measure", "replicate": "simulate"}


@dataclass(frozen=True)
class Code:
    """Digests of the code in the project's folder `base`, each computed once."""

    base: Path
    _known: dict[tuple, object] = field(default_factory=dict, compare=False)

    def environment(self, name: str) -> object:
        """The packages of envs/<name>.yaml."""
        path = self.base / "envs" / f"{name}.yaml"
        return self._once(("environment", name), lambda: load_yaml(path)["dependencies"])

    def environments(self) -> dict[str, object]:
        """The packages of all environments by name."""
        return {path.stem: self.environment(path.stem) for path in sorted(self.base.glob("envs/*.yaml"))}

    def of_stage(self, stage: str, parameters: Mapping) -> str:
        """Digest of the code, the environment and the published tables of a stage under these parameters."""
        modules, tables = modules_by_name(stage, parameters), tables_by_name(stage, parameters)
        return self.of_job(stage, _ENVIRONMENT.get(stage, stage), modules, tables)

    def of_job(self, script: str, environment: str, files: Iterable[Path] = (), tables: Iterable[str] = ()) -> str:
        """Digest of scripts/<script>.py, of `files`, the modules that it imports by name, of envs/<environment>.yaml,
        and of `tables`, the files of config/tables that it reads."""
        files, tables = tuple(files), tuple(tables)
        return self._once((script, environment, files, tables), lambda: self._job(script, environment, files, tables))

    def _job(self, script: str, environment: str, files: tuple[Path, ...], tables: tuple[str, ...]) -> str:
        code = code_digest([self.base / "scripts" / f"{script}.py", *files])
        published = [(self.base / "config" / "tables" / name).read_text(encoding="utf-8") for name in tables]
        return digest([code, self.environment(environment), *published])

    def _once(self, key: tuple, compute: Callable[[], object]) -> object:
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]
