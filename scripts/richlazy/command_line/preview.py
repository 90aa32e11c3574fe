"""Look at a matrix before anything is trained from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from richlazy.command_line.config import configfile, merged_config
from richlazy.errors import InputError

if TYPE_CHECKING:
    from richlazy.connectivity.preview import Preview

_EXAMPLES = """\b
Examples:
  richlazy preview connectome.csv --orientation pre_post
  richlazy preview synapses.csv --layout edges
  richlazy preview cortex
  richlazy preview mine --configfile mine.yaml
"""
# Number of values of a spectrum that are printed.
_SHOWN = 6


@click.command(epilog=_EXAMPLES, short_help="A matrix: its spectra, signs, what `normalise` will do.")
@click.argument("matrix")
@click.option(
    "--orientation",
    type=click.Choice(["pre_post", "post_pre"]),
    help="Of a file: pre_post where rows are presynaptic neurons, post_pre where columns are.",
)
@click.option("--layout", type=click.Choice(["matrix", "edges"]), help="Of a text: edges for a list of connections.")
@click.option("--labels", help="Of a text: true, first_row or first_column where it names its neurons.")
@click.option("--variable", help="Name of the matrix in a NPZ, MATLAB or NetCDF file.")
@click.option("--units", type=click.IntRange(1), help="Number of units (default: those of the matrix, else `hidden`).")
@click.option("--gain", type=click.FloatRange(0, min_open=True), help="Gain (default: that of the config).")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of what is drawn.")
@click.option("--steps", type=click.IntRange(1), default=8, show_default=True, help="Time steps of a trial.")
@click.option(
    "--normalise",
    type=click.Choice(["frobenius", "spectral_norm", "spectral_radius", "none"]),
    help="The normalisation that you mean to use (default: that of the config): where it explodes you are warned.",
)
@configfile
def command(
    matrix: str,
    files: tuple[Path, ...],
    gain: float | None,
    seed: int,
    steps: int,
    normalise: str | None,
    **options: object,
) -> None:
    """Look at MATRIX, a file of your own or a name under `matrices:` of the config.

    Prints its size, density and signs, its spectra and measures of rank beside those of the Gaussian matrix, and what
    each value of `normalise` would make of it. Where activity explodes after the normalisation that the config has, so
    that training is likely to diverge, a warning says what to write instead.
    """
    from richlazy.connectivity.preview import preview

    config = merged_config(files)
    gain = config["parameters"]["gain"] if gain is None else gain
    definition = defined(matrix, config, options)
    built = build(definition, options["units"] or config["parameters"]["hidden"], seed, matrix)
    found = preview(built, gain=gain, seed=seed, steps=steps)
    usual = normalise or config["parameters"]["normalise"]
    click.echo(describe(matrix, found, usual))
    if warning := found.warning(usual):
        click.echo(f"\nwarning: {warning}", err=True)


def defined(matrix: str, config: Mapping, options: Mapping[str, object]) -> dict[str, object]:
    """Builder and arguments of a matrix: that of a name in the config, or of a file with the options of a command."""
    given = {key: value for key, value in options.items() if value is not None and key != "units"}
    known = config["matrices"]
    if matrix in known and not Path(matrix).exists():
        if given:
            key = next(iter(given))
            raise InputError(f"--{key}: it is for a file; {matrix} is a matrix of the config, which says it already")
        return dict(known[matrix])
    if not Path(matrix).is_file():
        raise InputError(f"{matrix}: no file and no matrix of the config has this name; known are {', '.join(known)}")
    if "labels" in given:
        given["labels"] = {"true": True, "false": False}.get(str(given["labels"]), given["labels"])
    graph = Path(matrix).suffix in (".graphml", ".gml") or given.get("layout") == "edges"
    if "orientation" not in given and not graph:
        raise InputError(
            f"{matrix}: say what its rows are: `richlazy preview {matrix} --orientation pre_post` where they are "
            "presynaptic neurons, `--orientation post_pre` where its columns are"
        )
    return {"builder": "file", "orientation": "pre_post", **given, "path": matrix}


def build(definition: Mapping[str, object], hidden: int, seed: int, name: str) -> object:
    """The matrix [post, pre] of a definition, before normalisation, with a gain of 1.

    hidden: number of units of a matrix that has none of its own. Raises InputError for what cannot be built here.
    """
    from richlazy import randomness
    from richlazy.artefacts.disk_cache import DiskCache
    from richlazy.connectivity import builders
    from richlazy.connectivity.definitions import Matrices
    from richlazy.planning.plan_files import FOLDER

    if builders.registry.constant(definition["builder"], "REFERENCE") is not None:
        raise InputError(f"{name}: it is made of what a network has learned, and is known only when that was trained")
    matrix = Matrices({name: definition}, DiskCache(FOLDER / "memory.json"))[name]
    arguments = {key: value for key, value in matrix.definition.items() if key != "builder"}
    generator = randomness.generator("connectivity", seed)
    return builders.registry.find(definition["builder"]).build(matrix.units or hidden, 1.0, generator, **arguments)


def describe(name: str, found: Preview, usual: str) -> str:
    """Text on a matrix; usual: the value of `normalise` that is asked about."""
    of, gaussian, signs = found.measures, found.gaussian, found.signs
    columns = ", ".join(f"{count} {kind}" for kind, count in signs.items() if count)
    lines = [
        f"{name}: {of['units']:.0f} units; {of['density']:.1%} of all connections are there, "
        f"{of['negative_share']:.1%} of these negative",
        f"signs of presynaptic units: {columns}",
        "",
        f"{'':28s}{'matrix':>12s}{'Gaussian':>12s}",
    ]
    for measure, words in _WORDS.items():
        lines.append(f"{words:28s}{of[measure]:>12.4g}{gaussian[measure]:>12.4g}")
    lines += [
        "",
        f"singular values: {_first(found.singular_values)}",
        f"moduli of eigenvalues: {_first(abs(found.eigenvalues))}",
        "",
        f"What `normalise` makes of it (gain {found.gain:g}, <: used); growth: of ReLU activity in {found.steps} steps",
        f"{'normalise':16s}{'factor':>12s}{'Frobenius':>12s}{'spectral n.':>12s}{'radius':>12s}{'growth':>12s}",
    ]
    for rule, after in found.rescaled.items():
        numbers = (after.factor, *(after.sizes[size] for size in ("frobenius", "spectral_norm", "spectral_radius")))
        cells = "".join(f"{number:>12.4g}" for number in (*numbers, after.growth))
        word = "cannot be applied" if after.refused else "explodes" if found.explodes(rule) else ""
        lines.append(f"{rule:16s}{cells}  {word}{' <' if rule == usual else ''}".rstrip())
    return "\n".join(lines)


_WORDS = {
    "achieved_rank": "rank",
    "effective_rank": "effective rank (eigenvalues)",
    "participation_ratio": "participation ratio",
    "stable_rank": "stable rank",
    "entropy_rank": "entropy rank",
    "spectral_radius": "spectral radius",
    "spectral_norm": "spectral norm",
    "frobenius_norm": "Frobenius norm",
    "reciprocity": "reciprocal pairs / chance",
}


def _first(values: object) -> str:
    shown = " ".join(f"{value:.3g}" for value in values[:_SHOWN])
    return f"{shown} ... {values[-1]:.3g}" if len(values) > _SHOWN else shown
