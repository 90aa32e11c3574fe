"""Maps over two parameters: hatches, and lines of a level."""

import numpy as np
from helpers.noisy_networks import phase_networks
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from studies.sgd_noise.analysis.ends import ends, typical_change
from studies.sgd_noise.panels.cell_map import cells, contour


def hatched(panel):
    found = [one for one in panel.collections if isinstance(one, PolyCollection) and one.get_hatch()]
    centres = [one.get_paths()[0].get_extents() for one in found]
    return {(round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2)) for box in centres}


def test_cells_at_which_fewer_than_half_fit_are_hatched():
    ended, panel = ends(phase_networks()), Figure().subplots()
    share = ended.fits.mean("seed")
    cells(panel, ended.error.mean("seed"), share, "alpha", "temperature")
    few = np.argwhere(share.transpose("alpha", "temperature").values < 0.5)
    assert hatched(panel) == {tuple(place) for place in few.tolist()} and len(few)


def test_the_line_is_where_the_level_is_crossed():
    """Between the last cell below the level and the first above it, and nowhere beside cells that do not fit."""
    change, panel = typical_change(ends(phase_networks((64, 512, 4096)))), Figure().subplots()
    contour(panel, change, "alpha", "temperature", 0.1)
    (line,) = panel.collections
    points = np.concatenate([path.vertices for path in line.get_paths()])
    values = change.transpose("temperature", "alpha").values
    assert len(points) and points[:, 1].max() <= 4
    for x, y in points[np.isclose(points[:, 0] % 1, 0)]:
        column = values[:, round(x)]
        assert column[int(np.floor(y))] <= 0.1 <= column[int(np.ceil(y))]
