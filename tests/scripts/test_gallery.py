"""The gallery: every figure of a run by topic, as a small picture, with its caption and where it comes from."""

import io
import json

import gallery
import numpy as np
import pytest
import xarray as xr
import yaml
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from richlazy.artefacts import store
from richlazy.errors import InputError
from richlazy.reporting.gallery import compact
from richlazy.reporting.plotting.style import category_colours

CONFIG = {
    "experiments": {
        "deep": {"sweep": {}, "figures": ["feedforward"]},
        "rank": {"sweep": {}, "figures": ["figure1"]},
        "left_out": None,
        "silent": {"sweep": {}},
    }
}
CAPTION = "Measures *after* <training> of kernel_alignment; a_b."


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A folder with the results of two experiments, a figure each, and one more that their config does not ask for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("richlazy.artefacts.provenance.commit", lambda: "0123456789abcdef")
    results = tmp_path / "results"
    (results / "figures").mkdir(parents=True)
    (results / "config.yaml").write_text(yaml.safe_dump(CONFIG))
    for experiment, figure in (("rank", "figure1"), ("deep", "feedforward"), ("rank", "stale")):
        told = {"experiment": experiment, "seeds": [0, 1, 2, 7], "points": [], "code": "c0de"}
        (results / experiment).mkdir(exist_ok=True)
        (results / experiment / "measures.plan.json").write_text(json.dumps(told))
        store.write(
            results / experiment / "measures.nc", xr.Dataset(attrs={"title": "measures"}), {"experiment": experiment}
        )
        path = results / "figures" / f"{experiment}-{figure}"
        plan = {
            "experiment": experiment,
            "figure": figure,
            "measures": [f"results/{experiment}/measures.nc"],
            "code": "c0de",
        }
        path.with_name(f"{path.name}.plan.json").write_text(json.dumps(plan))
        path.with_name(f"{path.name}.txt").write_text(f"{CAPTION}\n")
        drawing().save(path.with_name(f"{path.name}.png"))
    return tmp_path


def drawing(noise=0):
    """A picture of 160 by 80 pixels, white with a red bar, its first `noise` rows random."""
    pixels = np.full((80, 160, 3), 255, dtype=np.uint8)
    pixels[20:40, 20:140] = 200, 30, 30
    pixels[:noise] = np.random.default_rng(0).integers(0, 255, (noise, 160, 3))
    return Image.fromarray(pixels)


def test_a_gallery_stays_where_a_picture_cannot_be_made(run):
    gallery.main(["results", "gallery.md"])
    before = {path: path.read_bytes() for path in [run / "gallery.md", *(run / "gallery").iterdir()]}
    (run / "results" / "figures" / "rank-figure1.png").unlink()
    with pytest.raises(SystemExit, match="rank-figure1.png is not there"):
        gallery.main(["results", "gallery.md"])
    assert {path: path.read_bytes() for path in [run / "gallery.md", *(run / "gallery").iterdir()]} == before


def test_every_figure_of_the_config_is_there_by_topic_with_caption_and_sources(run):
    gallery.main(["results", "gallery.md"])
    earlier = (run / "gallery.md").read_text() + "\n![old](gallery/old.png)\n"
    (run / "gallery" / "old.png").write_bytes(b"old")
    (run / "gallery.md").write_text(earlier)
    gallery.main(["results", "gallery.md"])
    page = (run / "gallery.md").read_text()
    assert sorted(path.name for path in (run / "gallery").iterdir()) == ["deep-feedforward.png", "rank-figure1.png"]
    parts = ["## Rank", "(gallery/rank-figure1.png)", "## Networks without", "(gallery/deep-feedforward.png)"]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count(r"Measures \*after\* \<training> of kernel\_alignment; a\_b.") == 2
    assert page.count("seeds 0 to 2, 7; commit 0123456789ab.") == 2
    assert "### Figure 1: how lazily networks learned, against the rank of their initial matrix\n" in page


def test_figures_of_one_experiment_are_renewed_and_the_others_stay(run):
    gallery.main(["results", "gallery.md"])
    before, picture = (run / "gallery.md").read_text(), (run / "gallery" / "deep-feedforward.png").read_bytes()
    (run / "results" / "figures" / "deep-feedforward.txt").unlink()
    (run / "results" / "config.yaml").unlink()  # there is none before a run has come to its end
    (run / "results" / "figures" / "rank-stale.txt").unlink()
    (run / "results" / "figures" / "rank-figure1.txt").write_text("Another caption.\n")
    drawing(noise=5).save(run / "results" / "figures" / "rank-figure1.png")
    old = (run / "gallery" / "rank-figure1.png").read_bytes()
    gallery.main(["results", "gallery.md", "--experiments", "rank"])
    assert (run / "gallery.md").read_text() == before.replace(
        r"Measures \*after\* \<training> of kernel\_alignment; a\_b.", "Another caption.", 1
    )
    assert (run / "gallery" / "deep-feedforward.png").read_bytes() == picture
    assert (run / "gallery" / "rank-figure1.png").read_bytes() != old
    with pytest.raises(SystemExit, match="no figure of ranks, but of rank; make it with `snakemake --cores all ranks`"):
        gallery.main(["results", "gallery.md", "--experiments", "ranks"])


def test_a_page_of_some_experiments_has_only_them(run):
    gallery.main(["results", "gallery.md", "--experiments", "deep"])
    assert "rank-figure1" not in (run / "gallery.md").read_text()
    assert [path.name for path in (run / "gallery").iterdir()] == ["deep-feedforward.png"]


def test_what_is_no_gallery_is_not_written_over(run):
    (run / "docs").mkdir()
    for name in ("docs/photo.png", "docs/rank-figure1.png"):
        (run / name).write_bytes(b"mine")
    with pytest.raises(SystemExit, match="docs/rank-figure1.png is there, and docs.md does not show it.*docs_2.md"):
        gallery.main(["results", "docs.md"])
    (run / "docs" / "rank-figure1.png").rename(run / "away.png")
    (run / "docs.md").write_text("# my notes\n")
    with pytest.raises(SystemExit, match="docs.md is there and is no gallery; .* docs_2.md"):
        gallery.main(["results", "docs.md"])
    assert (run / "docs.md").read_text() == "# my notes\n" and len(list((run / "docs").iterdir())) == 1
    gallery.main(["results", "docs_2.md"])
    (run / "docs.md").unlink()
    for _ in range(2):
        gallery.main(["results", "docs.md"])
        assert (run / "docs" / "photo.png").read_bytes() == b"mine" and (run / "docs" / "rank-figure1.png").is_file()


def test_pictures_are_small_and_still_the_same(run):
    gallery.main(["results", "gallery.md", "--width", "80"])
    with Image.open(run / "gallery" / "rank-figure1.png") as picture:
        assert picture.size == (80, 40)
        shown = np.asarray(picture.convert("RGB"), dtype=int)
    assert np.abs(shown[15, 40] - (200, 30, 30)).max() <= 2
    assert (shown[30:] == 255).all()


def test_a_small_picture_carries_the_text_of_the_large_one():
    text = {"Title": "rank: figure1", "Software": "of a commit", "Description": "Spearman's ρ"}
    chunks = PngInfo()
    for key, value in text.items():
        chunks.add_text(key, value)
    file = io.BytesIO()
    drawing().save(file, "PNG", pnginfo=chunks)
    with Image.open(file) as large, Image.open(io.BytesIO(compact(large, 80, 10**6))) as small:
        assert small.size == (80, 40) and small.text == text


def test_a_picture_gets_fewer_colours_until_it_is_small_enough():
    free = compact(drawing(noise=40), 160, 10**6)
    limit = 0.9 * len(free)
    assert len(compact(drawing(noise=40), 160, limit)) <= limit
    with pytest.raises(InputError, match="--width 80"):
        compact(drawing(noise=40), 160, 1000)


def marked():
    """A figure of bands in many shades with a few small marks, each of a hue of its own, and where these are."""
    hues = [(round(255 * c) for c in colour) for colour in category_colours(10, {})]
    pixels = np.full((300, 600, 3), 255, dtype=np.uint8)
    shades = np.linspace((253, 231, 36), (68, 1, 84), 600)
    for row in range(60, 240):
        # As wide bands that lie on each other have: every shade of a palette, lighter and darker.
        pixels[row] = shades + (255 - shades) * (row - 60) / 180
    places = [(270, 40 + 50 * number) for number in range(10)]
    for (row, column), hue in zip(places, hues, strict=True):
        pixels[row : row + 5, column : column + 5] = tuple(hue)
    return pixels, places


@pytest.mark.parametrize("limit", [10**6, 3_500])
def test_marks_keep_their_colours(limit):
    pixels, places = marked()
    with Image.open(io.BytesIO(compact(Image.fromarray(pixels), 600, limit))) as small:
        shown = np.asarray(small.convert("RGB"), dtype=int)
    change = [np.abs(shown[row + 2, column + 2] - pixels[row + 2, column + 2]).max() for row, column in places]
    assert max(change) <= 24
    assert np.abs(shown - pixels.astype(int)).max() <= 40 and (shown[:50] == 255).all()


def test_what_is_not_finished_is_refused(run, capsys):
    (run / "results" / "figures" / "rank-figure1.txt").unlink()
    with pytest.raises(SystemExit, match="rank-figure1.txt is not there"):
        gallery.main(["results", "gallery.md"])
    with pytest.raises(SystemExit, match="config.yaml is not there"):
        gallery.main(["elsewhere", "gallery.md"])
