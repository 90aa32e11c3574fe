"""The report of Snakemake, as one file and as an archive, looked at in a browser that reaches nothing but files."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from helpers.sorted_table import assert_sorts
from helpers.tiny_config import FIGURES as DRAWN
from PIL import Image
from selenium.common.exceptions import TimeoutException

pytestmark = [pytest.mark.workflow, pytest.mark.browser]

SCORECARD, RANK, PROVENANCE = "1. Scorecard", "2. Rank of the initial matrix (figure 1)", "Config and environment"
FIGURES = {
    "rank: figure 1: how lazily networks learned": "figures/rank-figure1",
    "rank: the initial matrices": "figures/rank-spectra",
}
TABLE, PAGE = "every test, to sort", "where the results come from"
CHAPTERS = {SCORECARD: ["as a figure", TABLE], RANK: list(FIGURES), PROVENANCE: [PAGE]}
MENU, HOME, ENTRIES, FRONT = "nav a", "nav ol li:first-child a", "nav tbody tr", "#app .prose"
PICTURE = "#app div > img:not(nav img)"


@pytest.fixture(scope="module", params=["html", "zip"], autouse=True)
def report(request, browser, built, tmp_path_factory):
    """The report of the tiny experiment, open in the browser."""
    path = tmp_path_factory.mktemp("report") / f"report.{request.param}"
    answer = built.snakemake({}, "--report", str(path))
    assert answer.code == 0, answer.text
    if request.param == "zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.parent)
        path = path.parent / "report" / "report.html"
    browser.open(path)


@pytest.fixture(autouse=True)
def quiet(browser, report):
    """Whatever a test does in the report, no error comes up, and nothing is asked for but files."""
    yield
    browser.assert_quiet()
    browser.click(HOME)


def press(browser, entry: str, button: int) -> None:
    """Press a button beside an entry of the open chapter: 0 shows it, 1 tells of it."""
    browser.press(browser.find(ENTRIES, entry).find_elements("css selector", "a")[button])


def open_entry(browser, entry: str, wait: Callable[[], object]) -> None:
    """Open an entry and wait for what it shows; once more where the list was drawn anew just when the press came."""
    press(browser, entry, 0)
    try:
        wait()
    except TimeoutException:
        press(browser, entry, 0)
        wait()


def open_page(browser, entry: str) -> None:
    """Open an entry that is a page."""
    open_entry(browser, entry, lambda: browser.find("iframe"))


def open_picture(browser, entry: str, path: Path) -> None:
    """Open an entry that is a picture: that of the file, by its size."""
    with Image.open(path) as picture:
        open_entry(browser, entry, lambda: browser.await_image(PICTURE, picture.size))


def test_the_front_page_names_and_the_menu_opens_every_chapter(browser):
    assert browser.find(f"{FRONT} h1").text == "How connectivity structure shapes rich and lazy learning"
    browser.find("#rulegraph canvas")
    told = browser.find(FRONT).text
    assert all(chapter.partition(". ")[2] in told for chapter in CHAPTERS) and f"{len(DRAWN)} figures" in told
    for chapter, entries in CHAPTERS.items():
        browser.click(MENU, chapter)
        assert [text.strip() for text in browser.texts(ENTRIES)] == entries
        browser.click(HOME)


def test_every_figure_is_shown_with_its_caption(browser, built):
    pictures = {path.relative_to(built.results).with_suffix("").as_posix() for path in built.results.rglob("*.png")}
    assert pictures == {*FIGURES.values(), "scorecard"}
    for entry, path in FIGURES.items():
        browser.click(MENU, RANK)
        open_picture(browser, entry, built.results / f"{path}.png")
        press(browser, entry, 1)
        caption = (built.results / f"{path}.txt").read_text(encoding="utf-8")
        assert browser.find("nav .prose").text.split() == caption.split()
        told = browser.run("return document.querySelector('nav').innerText")
        assert f"{path}.plan.json" in told and not set("{}[]") & set(told.replace(caption.strip(), ""))


def test_the_scorecard_sorts_and_is_there_as_a_figure(browser, built):
    browser.click(MENU, SCORECARD)
    open_page(browser, TABLE)
    with browser.frame("iframe"):
        assert_sorts(browser, built.results / "scorecard.csv")
    open_picture(browser, CHAPTERS[SCORECARD][0], built.results / "scorecard.png")


def test_config_environment_and_run_times_are_there(browser, built):
    kept = yaml.safe_load((built.results / "config.yaml").read_text(encoding="utf-8"))
    pinned = yaml.safe_load((built.folder / "envs" / "train.yaml").read_text(encoding="utf-8"))["dependencies"]
    browser.click(MENU, PROVENANCE)
    open_page(browser, PAGE)
    with browser.frame("iframe"):
        assert yaml.safe_load(browser.find("#config").text) == kept
        assert yaml.safe_load(browser.find("#environment-train").text) == pinned
        shown = browser.texts("#table-experiments td")
        assert shown[:3] == ["rank", "0 to 1", "task, rank"]
        assert shown[4].splitlines()[0].startswith("Figure 1: how lazily")
        # Files lie beside the page, and not in the report; its contents lead on.
        assert browser.run("return document.querySelectorAll('a[data-file]').length") == 0
        browser.click("nav a", "Config")
        assert 0 <= browser.run("return document.getElementById('configuration').getBoundingClientRect().top") < 200
    browser.click(HOME)
    browser.click(MENU, "Statistics")
    browser.find("#runtimes canvas")
    browser.find("#timeline canvas")
    jobs = browser.run("return runtimes_spec.data.values")
    assert {"trials", "initial_matrices", "train", "measure", "figure", "scorecard"} < {job["rule"] for job in jobs}
    assert len(jobs) == len(list(built.results.glob("benchmarks/**/*.tsv")))
    assert all(job["runtime"] > 0 for job in jobs)
