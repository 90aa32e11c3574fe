"""A copy of the project with a tiny config of real stages, and what Snakemake would do, or does, in it.

Most tests run Snakemake a few times, at seconds each. The tiny experiment is therefore built once, and every test works
on a copy of it: its own folder, with the same times of files.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from filelock import FileLock
from helpers.forked_snakemake import call
from helpers.tiny_config import tiny

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "workflow", "scripts", "studies", "config", "envs", "profiles")


@dataclass
class Answer:
    """What a call of Snakemake returned and printed, standard output and standard error together."""

    code: int
    text: str


class Project:
    """A folder with the project's files, in which Snakemake runs."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def copy_to(self, folder: Path, *, without: Iterable[str] = ()) -> "Project":
        """A copy with the times of all files, leaving out the named files and folders at any depth."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns(*without), dirs_exist_ok=True)
        return Project(folder)

    # Snakemake

    def snakemake(self, changes: Mapping | None, *arguments: str, cores: int = 1) -> Answer:
        """Call Snakemake with the tiny config and `changes` (None: with the config of the project alone)."""
        return Answer(*call(self._arguments(changes, arguments, cores), self.folder, _environment()))

    def start(
        self,
        changes: Mapping | None,
        *arguments: str,
        cores: int = 1,
        variables: Mapping = {},  # noqa: B006 - only read
    ) -> subprocess.Popen:
        """Start the same command as the leader of a group of processes, and do not wait for it."""
        command = [sys.executable, "-m", "snakemake", *self._arguments(changes, arguments, cores)]
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        environment = _environment() | variables
        return subprocess.Popen(command, cwd=self.folder, env=environment, start_new_session=True, **output)

    def _arguments(self, changes: Mapping | None, arguments: Iterable[str], cores: int) -> list[str]:
        """Arguments of Snakemake, for which the config is written."""
        together = ["--cores", str(cores), *arguments]
        if changes is None:
            return together
        path = self.folder / "tiny.yaml"
        path.write_text(yaml.safe_dump(tiny(changes), sort_keys=False), encoding="utf-8")
        return [*together, "--configfile", path.name]

    def jobs(self, changes: Mapping = {}, *arguments: str) -> set[str]:  # noqa: B006 - only read
        """The jobs that a run would do, as "rule wildcards" with the digest left out of names. Runs nothing."""
        answer = self.snakemake(changes, "--dry-run", *arguments)
        assert answer.code == 0, answer.text
        return self._jobs_in(answer.text)

    def run(self, changes: Mapping = {}, *arguments: str, cores: int = 1) -> set[str]:  # noqa: B006 - only read
        """Run Snakemake to its end and return the jobs that were done, in the form of `jobs`."""
        answer = self.snakemake(changes, *arguments, cores=cores)
        assert answer.code == 0, answer.text
        return self._jobs_in(answer.text)

    def _jobs_in(self, text: str) -> set[str]:
        """Jobs by the messages that announce them; their number must be that of the table of jobs."""
        messages = re.findall(r"^Job \d+: (.*)$", text, re.MULTILINE)
        jobs = [self._job(message) for message in messages]
        table = re.search(r"^job +count\n[- ]+\n(.*?)^total", text, re.MULTILINE | re.DOTALL)
        counted = dict(line.split() for line in table[1].splitlines()) if table else {}
        counted = {rule: int(number) for rule, number in counted.items() if rule in self._messages()}
        assert Counter(job.split()[0] for job in jobs) == counted, text
        return set(jobs)

    def _job(self, message: str) -> str:
        for rule, template in self._messages().items():
            pattern = re.sub(r"\\{wildcards\\\.(\w+)\\}", r"(?P<\1>.*?)", re.escape(template))
            if found := re.fullmatch(pattern, message):
                return " ".join([rule, *(re.sub(r"-[0-9a-f]{12}$", "", value) for value in _wildcards(found))]).strip()
        raise AssertionError(f"no rule announces itself by {message!r}")

    def _messages(self) -> dict[str, str]:
        text = "\n".join(path.read_text() for path in sorted((self.folder / "workflow" / "rules").glob("*.smk")))
        return dict(re.findall(r'^rule (\w+):\n(?:(?!rule ).*\n)*?    message:\n +"(.*)"$', text, re.MULTILINE))

    # Files

    def edit(self, path: str, *replacements: tuple[str, str]) -> None:
        """Replace text in a file of the project; each text to replace must be there once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) == 1, f"{path} has {text.count(old)} times {old!r}"
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")

    def artefacts(self, *stages: str) -> dict[str, int]:
        """Files of the stages by path, with their inode: a file that is made again has another one."""
        paths = [path for stage in stages for path in sorted((self.results / stage).glob("*.nc"))]
        return {path.relative_to(self.folder).as_posix(): path.stat().st_ino for path in paths}


_UNWANTED = {"PYTHONDONTWRITEBYTECODE", "SNAKEMAKE_PROFILE", "PYTHONPATH"}


def _environment() -> dict[str, str]:
    """Variables of a Snakemake without a GPU: what is compared byte by byte is made on the CPU, and a demand for a GPU
    fails everywhere."""
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED} | {"CUDA_VISIBLE_DEVICES": ""}


def _wildcards(found: re.Match) -> list[str]:
    """The values of the wildcards, in the order of the message but the experiment before its figure."""
    groups = found.groupdict()
    return [groups[name] for name in ("wheel", "name", "experiment", "figure") if name in groups]


def copy_sources(folder: Path) -> Project:
    """A copy of the project's files as they are now, nothing built."""
    for part in PARTS:
        place = ROOT / part
        if place.is_dir():
            shutil.copytree(place, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(place, folder / part)
    return Project(folder)


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> Project:
    """The project's files as they are now, nothing built. To be copied, not changed."""
    return copy_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="session")
def built(sources, tmp_path_factory, worker_id) -> Project:
    """The tiny experiment, built on two cores, once for all processes that test. To be copied or read, not changed."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with FileLock(shared / "built.lock"):
        if not (shared / "built.done").exists():
            sources.copy_to(shared / "built").run(cores=2)
            (shared / "built.done").touch()
    return Project(shared / "built")


@pytest.fixture
def project(built, tmp_path) -> Project:
    """A copy of the built tiny experiment, for the test to change."""
    return built.copy_to(tmp_path / "project")


@pytest.fixture
def unbuilt(sources, tmp_path) -> Project:
    """A copy of the project without results, for the test to change."""
    return sources.copy_to(tmp_path / "project")
