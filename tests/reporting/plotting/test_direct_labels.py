"""Names beside points: within the frame, apart from each other, clear of the data where there is room."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.reporting.plotting.direct_labels import GAPS, place

FRAME = np.array([0.0, 0.0, 200.0, 150.0])
SIZES = np.array([[30.0, 6.0]])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 150)), min_size=1, max_size=8))
def test_names_stay_in_the_frame_and_off_each_other(anchors):
    sizes = np.repeat(SIZES, len(anchors), 0)
    centres = place(anchors, sizes, anchors, FRAME)
    assert np.all(centres - sizes / 2 >= FRAME[:2]) and np.all(centres + sizes / 2 <= FRAME[2:])
    for first in range(len(centres)):
        for second in range(first):
            assert np.any(np.abs(centres[first] - centres[second]) >= sizes[0])


def test_a_lone_name_stands_beside_its_point():
    (centre,) = place([[100, 75]], SIZES, [[100, 75]], FRAME)
    outside = np.maximum(np.abs(centre - [100, 75]) - SIZES[0] / 2, 0)
    assert 0 < np.hypot(*outside) <= GAPS[0] + 1e-9


def test_a_name_gives_way_to_points():
    free = place([[100, 75]], SIZES, np.empty((0, 2)), FRAME)[0]
    blocked = place([[100, 75]], SIZES, [free], FRAME)[0]
    assert np.any(np.abs(free - blocked) > SIZES[0] / 2)


def test_a_name_is_nearest_to_its_own_point():
    """Of two points, one of which is hemmed in by data, so that its name must go some way."""
    anchors, sizes = np.array([[60.0, 75.0], [100.0, 75.0]]), np.repeat(SIZES, 2, 0)
    hemmed = np.stack(np.meshgrid(np.linspace(45, 75, 12), np.linspace(60, 90, 12)), -1).reshape(-1, 2)
    for centre, own, other in zip(place(anchors, sizes, hemmed, FRAME), anchors, anchors[::-1], strict=True):
        away = [np.hypot(*np.maximum(np.abs(centre - point) - sizes[0] / 2, 0)) for point in (own, other)]
        assert away[0] <= away[1]
