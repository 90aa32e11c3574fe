"""What pictures say of themselves, read back by others than those who wrote it."""

import re
from importlib import metadata

import pytest
from figure import write_figure
from helpers.factories import make_experiment
from PIL import Image
from richlazy.artefacts import store
from richlazy.artefacts.picture_metadata import commit_in
from richlazy.reporting.plotting.style import new_figure, save

COMMIT = "0123456789abcdef0123456789abcdef01234567-dirty"
DRAWN_BY = f"rich-lazy-connectivity, commit {COMMIT}"
CAPTION = "Kernel alignment (mean) against rank."
STYLE = {"width_mm": 60, "dpi": 40}


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Where a PDF and a PNG go that are drawn by code of the commit COMMIT."""
    monkeypatch.setattr("richlazy.artefacts.picture_metadata.commit", lambda: COMMIT)
    return tmp_path / "f.pdf", tmp_path / "f.png"


def drawn(files, caption=CAPTION):
    save(new_figure(STYLE, 40), *files, "rank: figure1", caption, STYLE)
    return files


def text_chunks(png):
    with Image.open(png) as picture:
        return picture.text


def information(pdf):
    """Entries of a PDF's information dictionary that are strings."""
    content = pdf.read_bytes()
    number = re.search(rb"/Info (\d+) 0 R", content)[1]
    entries = re.search(rb"\n%s 0 obj\n<<(.*?)>>\nendobj" % number, content, re.DOTALL)[1]
    pairs = re.findall(rb"/(\w+) \(((?:\\.|[^\\)])*)\)", entries)
    return {key.decode(): re.sub(rb"\\(.)", rb"\1", text).decode() for key, text in pairs}


def test_a_png_tells_name_caption_and_code_and_nothing_else(files):
    software = f"{DRAWN_BY}; Matplotlib {metadata.version('matplotlib')}"
    assert text_chunks(drawn(files)[1]) == {"Title": "rank: figure1", "Description": CAPTION, "Software": software}


def test_a_pdf_tells_name_caption_and_code_and_no_date(files):
    told = information(drawn(files)[0])
    assert told.pop("Producer").startswith("Matplotlib")
    assert told == {"Title": "rank: figure1", "Subject": CAPTION, "Creator": DRAWN_BY}


@pytest.mark.parametrize("caption", [CAPTION, "Spearman's ρ over “seeds”, 95 % interval"])
def test_the_commit_is_found_in_both_beside_any_caption(files, caption):
    assert [commit_in(file) for file in drawn(files, caption)] == [COMMIT, COMMIT]


def test_a_picture_of_somebody_else_tells_no_commit(files):
    new_figure(STYLE, 40).savefig(files[0], metadata={"Title": DRAWN_BY})
    Image.new("RGB", (4, 4)).save(files[1])
    assert [commit_in(file) for file in files] == [None, None]


def test_the_script_names_experiment_and_figure(files, tmp_path):
    experiment = make_experiment(ranks=(2, 20), tasks=("AAA",), seeds=2, size=12)
    store.write(tmp_path / "measures.nc", experiment, {})
    caption = tmp_path / "f.txt"
    write_figure([tmp_path / "measures.nc"], *files, caption, "mine", "figure1", STYLE, "quick")
    told = text_chunks(files[1])
    assert told["Title"] == information(files[0])["Title"] == "mine: figure1"
    assert told["Description"] == caption.read_text(encoding="utf-8").strip()
