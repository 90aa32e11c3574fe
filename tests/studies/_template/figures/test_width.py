"""The figure: what it shows of an experiment, and what its caption says."""

import numpy as np
import xarray as xr

from studies._template.figures import width as part

STYLE = {"width_mm": 180, "font_size": 8, "palette": "colorblind", "dpi": 50}
WIDTHS, SEEDS = np.array([10, 20, 40]), 4


def experiment():
    """Measures of networks of three widths."""
    axes = {"hidden": WIDTHS, "seed": np.arange(SEEDS), "step": [0, 100]}
    values = np.random.default_rng(0).random((len(part.MEASURES), 3, SEEDS, 2))
    found = xr.Dataset({name: (tuple(axes), one) for name, one in zip(part.MEASURES, values, strict=True)}, axes)
    for name in part.MEASURES:
        found[name].attrs.update(long_name=name, units="1")
    return found.assign(diverged=(("hidden", "seed"), np.zeros((3, SEEDS), np.int8)))


def test_every_panel_shows_the_means_at_the_last_step():
    measures = experiment()
    figure, _ = part.draw(measures, STYLE)
    for panel, name in zip(figure.axes, part.MEASURES, strict=True):
        means = measures[name].sel(step=100).mean("seed").values
        drawn = [np.asarray(line.get_ydata(), float) for line in panel.get_lines()]
        assert any(line.shape == means.shape and np.allclose(line, means) for line in drawn), name


def test_the_caption_counts_the_seeds():
    _, caption = part.draw(experiment(), STYLE)
    assert f"{SEEDS} seeds" in caption
