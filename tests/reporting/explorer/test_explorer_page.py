"""The explorer in a browser: every interaction, held against the tables that it was made from; no error, no request."""

import csv
import json
import re
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from helpers.explored_study import CLAIMS, LOST, SEEDS, STEPS, experiments, write_page
from PIL import Image
from richlazy.command_line.single_point import describe_point
from richlazy.contracts.study_parts import claims

pytestmark = pytest.mark.browser

DRAWN = "#chart[data-drawn] .main-svg"
RANK, STRUCTURE = (experiments()[name] for name in ("rank", "structure"))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return write_page(folder)


@pytest.fixture
def opened(browser, page):
    """Opens the page at a view; whatever a test does, no error comes up and nothing but files is asked for."""

    def at(**view):
        fragment = "&".join(f"{key}={value}" for key, value in view.items())
        browser.open(page, f"#{fragment}" if fragment else "")
        browser.await_true("document.documentElement.dataset.ready")
        if view.get("tab") == "measures":
            browser.await_true(f"document.querySelectorAll('{DRAWN}').length && window.Plotly")
        return browser

    yield at
    browser.assert_quiet()


def view(browser):
    """The view in the address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(browser.address).fragment).items()}


def choose(browser, selector, value):
    """Choose an entry of a list, as a reader does, and wait for the chart."""
    before = browser.run("return document.getElementById('chart').dataset.drawn")
    script = (
        "const list = document.querySelector(arguments[0]); list.value = arguments[1];"
        "list.dispatchEvent(new Event('change', {bubbles: true}));"
    )
    browser.run(script, selector, value)
    if before:
        redrawn(browser, before)


def redrawn(browser, before):
    browser.await_true("document.getElementById('chart').dataset.drawn !== arguments[0]", before)


def act(browser, action):
    """Do something that draws the chart anew."""
    before = browser.run("return document.getElementById('chart').dataset.drawn")
    action()
    redrawn(browser, before)


def dots(browser):
    """The seeds that the chart shows: point, seed, step, x, y and whether the run diverged."""
    script = (
        "return Measures.chart.dots.map(dot => ({labels: Object.fromEntries(Measures.table.labels.map(label =>"
        "[label.name, Measures.table.valueOf(label, dot.point)])), seed: dot.seed, panel: dot.panel, group: dot.group,"
        "x: dot.x, y: Number.isFinite(dot.y) ? dot.y : null, lost: dot.lost, step: Measures.table.steps[dot.step]}))"
    )
    return browser.run(script)


def traces(browser, chart="chart"):
    """What the library draws: of each trace its mode, symbol, places, sizes, and the seeds of its dots."""
    script = (
        "return document.getElementById(arguments[0]).data.map(trace => ({"
        "mode: trace.mode, symbol: trace.marker?.symbol, "
        "size: trace.marker?.size, x: trace.x, y: trace.y, z: trace.z && Array.from(trace.z, row => Array.from(row)),"
        "seeds: (trace.dots || []).map(dot => dot.gap ? null : dot.seed)}))"
    )
    return browser.run(script, chart)


def expected(name, dot, measures=RANK):
    at = {key: value for key, value in dot["labels"].items() if key in measures.dims}
    values = measures[name].sel(at).isel(seed=dot["seed"])
    return float(values.sel(step=dot["step"]) if "step" in values.dims else values)


def place_of(browser, seed, **labels):
    """Where a dot is in the window, in pixels."""
    script = (
        "const chart = document.getElementById('chart'); const [seed, labels] = arguments;"
        "chart.scrollIntoView({block: 'center'});"
        "for (const trace of chart.data) for (const [place, dot] of trace.dots.entries()) {"
        "  if (dot.gap || dot.seed !== seed || trace.mode !== 'markers') continue;"
        "  const table = Measures.table, of = name => table.valueOf(table.label(name), dot.point);"
        "  if (!Object.entries(labels).every(([name, value]) => of(name) === value)) continue;"
        "  const axis = name => chart._fullLayout[name.replace(/^[xy]/, '$&axis')];"
        "  const x = axis(trace.xaxis), y = axis(trace.yaxis);"
        "  const box = chart.getBoundingClientRect();"
        "  return [box.left + x._offset + x.d2p(trace.x[place]), box.top + y._offset + y.d2p(trace.y[place])];"
        "}"
    )
    return browser.run(script, seed, labels)


# The front page


def test_every_claim_has_its_sentence_its_verdicts_and_a_plot(opened, page):
    browser = opened()
    rows = pd.read_csv(page.with_name("scorecard.csv"))
    known = [claim for of_experiment in CLAIMS.values() for claim in of_experiment]
    assert set(browser.run("return [...document.querySelectorAll('.card')].map(card => card.dataset.claim)")) == set(
        known
    )
    for claim in known:
        card = f".card[data-claim={claim}]"
        assert claims.find(claim).STATEMENT in browser.texts(f"{card} p")
        counts = rows[rows.claim == claim].verdict.value_counts()
        told = {text.split()[1]: int(text.split()[0]) for text in browser.texts(f"{card} .chip")}
        assert told == counts.to_dict()
        browser.run("document.querySelector(arguments[0]).scrollIntoView()", card)
        browser.find(f"{card} svg")
    assert len(browser.texts(".card[data-claim=C1] svg .lost")) == 1


def test_the_front_page_says_the_preset_and_its_limits(opened):
    browser = opened()
    text = browser.find("#claims").text
    assert "Preset: quick" in text and "Few seeds" in text and "1 of 40 runs diverged" in text


def test_a_plot_opens_the_points_behind_it(opened):
    browser = opened()
    browser.run("document.querySelector('.card[data-claim=C7]').scrollIntoView()")
    browser.click(".card[data-claim=C7] .plot a")
    browser.await_true(f"document.querySelectorAll('{DRAWN}').length")
    assert view(browser)["y"] == "kernel_target_alignment" and view(browser)["experiment"] == "rank"


# Measures


def test_the_chart_shows_the_values_of_the_table(opened):
    browser = opened(tab="measures", experiment="rank", y="weight_change", step=10)
    found = dots(browser)
    assert len(found) == 2 * 3 * SEEDS
    for dot in found:
        lost = (dot["labels"]["task"], dot["labels"]["rank"], dot["seed"]) == LOST
        assert dot["lost"] == lost and (dot["y"] is None) == lost
        assert lost or dot["y"] == pytest.approx(expected("weight_change", dot), rel=2**-14)
        assert dot["x"] == dot["labels"]["rank"] and dot["step"] == 10


def test_diverged_runs_are_marked_and_tell_why(opened):
    browser = opened(tab="measures", experiment="rank", y="kernel_alignment")
    assert "1 diverged" in browser.find("#chart-note").text
    crosses = [trace for trace in traces(browser) if trace["symbol"] == "x-thin"]
    assert [len(trace["x"]) for trace in crosses] == [1]
    x, y = place_of(browser, LOST[2], task=LOST[0], rank=LOST[1])
    browser.move_to(x, y)
    assert "its loss was not finite or too large" in browser.find("#detail dl").text


def test_any_measure_stands_against_any_other_or_an_axis(opened):
    browser = opened(tab="measures", experiment="rank", step=1000)
    choose(browser, "#y", "kernel_alignment")
    choose(browser, "#x", "@weight_change")
    for dot in (dot for dot in dots(browser) if not dot["lost"]):
        assert dot["x"] == pytest.approx(expected("weight_change", dot), rel=2**-14)
        assert dot["y"] == pytest.approx(expected("kernel_alignment", dot), rel=2**-14)
    choose(browser, "#x", "step")
    assert {dot["x"] for dot in dots(browser)} == set(STEPS)
    choose(browser, "#x", "seed")
    assert {dot["x"] for dot in dots(browser)} == set(range(SEEDS))
    choose(browser, "#x", "task")
    assert {round(dot["x"]) for dot in dots(browser)} == {0, 1}
    assert view(browser)["x"] == "task"


def test_panels_colours_and_conditions(opened):
    browser = opened(tab="measures", experiment="rank")
    choose(browser, "#facet", "task")
    choose(browser, "#colour", "")
    assert {(dot["labels"]["task"], dot["panel"], dot["group"]) for dot in dots(browser)} == {
        ("2AF", 0, 0),
        ("DMS", 1, 0),
    }
    choose(browser, "#facet", "")
    choose(browser, "#colour", "task")
    assert {(dot["labels"]["task"], dot["panel"], dot["group"]) for dot in dots(browser)} == {
        ("2AF", 0, 0),
        ("DMS", 0, 1),
    }
    choose(browser, "#filters select[data-label=task]", "DMS")
    assert {dot["labels"]["task"] for dot in dots(browser)} == {"DMS"} and view(browser)["only.task"] == "DMS"


def test_axes_are_linear_or_logarithmic(opened):
    browser = opened(tab="measures", experiment="rank", y="weight_change")
    scales = "const layout = document.getElementById('chart').layout; return [layout.xaxis.type, layout.yaxis.type]"
    assert browser.run(scales) == ["log", "log"]
    act(browser, lambda: browser.click("#logx"))
    act(browser, lambda: browser.click("#logy"))
    assert browser.run(scales) == ["linear", "linear"] and view(browser)["linear"] == "x,y"
    act(browser, lambda: browser.click("#logy"))
    assert browser.run(scales) == ["linear", "log"]


def test_the_slider_goes_through_the_steps(opened):
    browser = opened(tab="measures", experiment="rank", y="loss", **{"only.task": "2AF"})
    for place, step in enumerate(STEPS):
        script = (
            "const slider = document.getElementById('step'); slider.value = arguments[0];"
            "slider.dispatchEvent(new Event('input', {bubbles: true}))"
        )
        if browser.find("#step-text").text != str(step):
            act(browser, lambda place=place, script=script: browser.run(script, place))
        assert browser.find("#step-text").text == str(step)
        for dot in (dot for dot in dots(browser) if not dot["lost"]):
            assert dot["y"] == pytest.approx(expected("loss", dot), rel=2**-14)


def test_means_and_seeds_are_shown_apart(opened):
    browser = opened(
        tab="measures",
        experiment="structure",
        y="kernel_alignment",
        x="null_model",
        facet="none",
        colour="connectivity",
    )

    def of_seeds():
        return [seed for trace in traces(browser) for seed in trace["seeds"] if seed is not None]

    assert len(of_seeds()) == 4 * SEEDS
    choose(browser, "#show", "means")
    assert not of_seeds()
    means = dict(browser.run("return Measures.chart.means.map(mean => [mean.point, mean.y])"))
    order = browser.run(
        "return Measures.table.labels.map(label => [label.name, label.codes.map(code => label.values[code])])"
    )
    for point, mean in means.items():
        at = {name: values[point] for name, values in order if name in STRUCTURE.dims}
        assert mean == pytest.approx(
            float(STRUCTURE.kernel_alignment.sel(at, drop=True).isel(step=-1).mean()), rel=1e-3
        )


def test_pointing_at_a_dot_tells_all_of_it_and_copies_how_it_was_made(opened, page, monkeypatch):
    browser = opened(tab="measures", experiment="rank", y="kernel_alignment", facet="task")
    x, y = place_of(browser, 3, task="DMS", rank=30)
    browser.move_to(x, y)
    browser.find("#chart .hoverlayer .hovertext")
    panel = browser.find("#detail").text
    value = float(RANK.kernel_alignment.sel(task="DMS", rank=30, seed=3, step=1000))
    told = dict(zip(browser.texts("#detail dt"), browser.texts("#detail dd"), strict=True))
    assert (told["task"], told["rank"], told["seed"], told["training step"]) == ("DMS", "30", "3", "1000")
    assert float(told["kernel alignment"]) == pytest.approx(value, rel=1e-3)
    for path in ("measure/DMS-30.nc", "train/DMS-30.nc", "connectivity/30.nc", "trials/DMS.nc", "rank/measures.nc"):
        assert f"results/{path}" in panel
    browser.run(
        "window.copied = [];"
        "navigator.clipboard.writeText = text => { window.copied.push(text); return Promise.resolve(); }"
    )
    browser.click("[data-copies=lineage]")
    browser.click("[data-copies=xarray]")
    command, lines = browser.run("return window.copied")
    place = "task=DMS rank=30 seed=3 step=1000"
    assert command == f"richlazy lineage results/rank/measures.nc --at {place} --measure kernel_alignment"
    told = describe_point("results/rank/measures.nc", page.parents[1], place.split(), ["kernel_alignment"])
    assert f"{value:.6g}" in told
    assert len(lines.splitlines()) == 3
    monkeypatch.chdir(page.parents[1])
    assert float(evaluated(lines)) == value


def evaluated(lines):
    """What three lines of Python give."""
    *before, last = lines.splitlines()
    names = {}
    exec("\n".join(before), names)
    return eval(last, names)


def test_the_lines_below_the_chart_give_its_values(opened, page, monkeypatch):
    browser = opened(tab="measures", experiment="rank", y="change_singular_values 2", **{"only.task": "2AF"})
    monkeypatch.chdir(page.parents[1])
    found = evaluated(browser.find("#chart-lines").text)
    xr.testing.assert_equal(found, RANK.change_singular_values.sel(task="2AF", step=1000, component=2))


def test_a_marked_seed_stands_out_in_every_view(opened):
    browser = opened(tab="measures", experiment="rank", y="kernel_alignment", facet="task")
    x, y = place_of(browser, 1, task="2AF", rank=1)
    act(browser, lambda: browser.move_to(x, y, click=True))
    assert view(browser)["seeds"] == "1" and browser.texts("#marked .chip") == ["seed 1 ×"]
    sizes = [
        (seed, size)
        for trace in traces(browser)
        if isinstance(trace["size"], list)
        for seed, size in zip(trace["seeds"], trace["size"], strict=True)
    ]
    assert {seed for seed, size in sizes if size > 6} == {1}
    browser.click("nav a", "Claims")
    browser.await_true("document.querySelector('.card[data-claim=C1] svg .marked')")
    browser.click("nav a", "Scorecard")
    browser.await_true("document.querySelectorAll('#tests svg .marked').length > 3")
    browser.click("#marked .chip")
    browser.await_true("!document.querySelectorAll('#tests svg .marked').length")
    assert "seeds" not in view(browser)


def test_a_seed_can_be_marked_from_the_list(opened):
    browser = opened()
    choose(browser, "#mark", "2")
    assert view(browser)["seeds"] == "2"
    browser.await_true("document.querySelector('.card[data-claim=C1] svg .marked')")


# Downloads


def downloaded(folder: Path, pattern: str) -> Path:
    for _ in range(600):
        found = [path for path in folder.glob(pattern) if path.stat().st_size]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no {pattern} in {list(folder.iterdir())}")


def test_csv_and_png_of_a_chart(opened, tmp_path):
    browser = opened(tab="measures", experiment="rank", y="loss", step=10)
    browser.download_to(tmp_path)
    browser.click("#csv")
    with downloaded(tmp_path, "rank-loss.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 2 * 3 * SEEDS
    for row in rows:
        value = float(
            RANK.loss.sel(task=row["task"], rank=int(row["rank"]), seed=int(row["seed"]), step=int(row["step"]))
        )
        assert (row["loss"] == "") == np.isnan(value) == (row["diverged"] == "1")
        assert np.isnan(value) or float(row["loss"]) == pytest.approx(value, rel=2**-14)
    browser.click("#png")
    with Image.open(downloaded(tmp_path, "rank-loss.png")) as picture:
        width, height = browser.run(
            "const {width, height} = document.getElementById('chart').layout; return [width, height]"
        )
        assert picture.size == (2 * width, 2 * height) and len(picture.convert("RGB").getcolors(10**6)) > 10


# Matrices


def test_a_circuit_stands_beside_its_null_model(opened, page):
    browser = opened(tab="matrices", experiment="structure")
    browser.await_true("document.querySelector('#matrix-chart[data-drawn]')")
    shown = [trace["z"] for trace in traces(browser, "matrix-chart") if trace["z"]]
    paths = browser.texts("#matrix-files code")
    assert paths == ["results/connectivity/worm-none.nc", "results/connectivity/worm-gaussian.nc"]
    for z, path in zip(shown, paths, strict=True):
        with xr.open_dataset(page.parents[1] / path) as matrices:
            weights = matrices.weights.isel(seed=0, layer=0).values
            singular = matrices.singular_value.isel(seed=0).values
        block = weights.reshape(75, 2, 75, 2).mean((1, 3))
        assert np.corrcoef(np.ravel(z), block.ravel())[0, 1] > 0.999
    spectra = [trace["y"] for trace in traces(browser, "matrix-chart") if trace["mode"] == "lines+markers"]
    np.testing.assert_allclose(spectra[1], np.sort(singular)[::-1], rtol=2**-14)
    choose(browser, "#matrix-filters select[data-label=connectivity]", "cortex")
    browser.await_true("document.querySelector('#matrix-files code').innerText.includes('cortex')")
    choose(browser, "#beside", "connectivity")
    browser.await_true("document.querySelectorAll('#matrix-files code')[1].innerText.includes('cortex-none')")
    assert view(browser)["beside"] == "connectivity"


# Scorecard


def rows_shown(browser):
    return browser.run("return [...document.querySelectorAll('#tests tbody tr')].map(row => Number(row.dataset.row))")


def test_rows_are_filtered_searched_and_ordered(opened, page):
    browser = opened(tab="scorecard")
    rows = pd.read_csv(page.with_name("scorecard.csv"), keep_default_na=False)
    assert rows_shown(browser) == list(rows.index)
    for selector, column, value in (("#of-claim", "claim", "C7"), ("#of-experiment", "experiment", "structure")):
        choose(browser, selector, value)
        assert rows_shown(browser) == list(rows.index[rows[column] == value])
        choose(browser, selector, "")
    choose(browser, "#of-study", "mine")
    assert rows_shown(browser) == list(rows.index[rows.study == "mine"])
    choose(browser, "#of-study", "")
    choose(browser, "#of-verdict", "undecided")
    assert rows_shown(browser) == list(rows.index[rows.verdict == "undecided"])
    browser.click("#reset")
    browser.click("#search")
    browser.type(*"similarity dms")
    browser.await_true("location.hash.includes('search=similarity+dms')")
    assert rows_shown(browser) == list(rows.index[(rows.measure == "sign_similarity") & rows.task.str.contains("DMS")])
    browser.click("#reset")
    browser.click("#tests th button", "p, adjusted")
    order = rows_shown(browser)
    assert np.all(np.diff(rows.p_adjusted.astype(float)[order]) >= 0)
    browser.click("#tests th button", "p, adjusted")
    assert np.all(np.diff(rows.p_adjusted.astype(float)[rows_shown(browser)]) <= 0)


def test_rows_have_their_effect_and_their_tested_points(opened, tmp_path):
    browser = opened(tab="scorecard", claim="C2")
    browser.await_true("document.querySelectorAll('#tests td.points svg').length === 3")
    assert browser.run("return document.querySelectorAll('#tests svg.effect circle').length") == 3
    # Two tasks, ranks 1 and 30, every seed; the diverged run is at another rank.
    counts = browser.run(
        "return [...document.querySelectorAll('#tests td.points svg')].map(svg => svg.querySelectorAll('.dot').length)"
    )
    assert counts == [2 * SEEDS, 2 * SEEDS, 4 * SEEDS]
    browser.download_to(tmp_path)
    browser.click("#rows-csv")
    table = pd.read_csv(downloaded(tmp_path, "scorecard.csv"))
    assert set(table.claim) == {"C2"} and len(table) == 3
    browser.run("document.querySelector('#tests td.points a').click()")
    browser.await_true(f"document.querySelectorAll('{DRAWN}').length")
    assert view(browser)["only.task"] == "2AF" and view(browser)["y"] == "weight_change"


# Address, keys, theme, sizes


def test_an_address_opens_its_view(opened, browser, page):
    asked = {
        "tab": "measures",
        "experiment": "rank",
        "y": "loss",
        "x": "step",
        "facet": "rank",
        "colour": "task",
        "log": "y",
        "seeds": "0,3",
        "theme": "dark",
    }
    opened(**asked)
    assert view(browser) == asked
    lists = {
        name: browser.run("return document.getElementById(arguments[0]).value", name)
        for name in ("y", "x", "facet", "colour")
    }
    assert lists == {name: asked[name] for name in lists}
    assert browser.texts("#marked .chip") == ["seed 0 ×", "seed 3 ×"]
    act(browser, lambda: browser.run("location.hash = 'tab=measures&experiment=structure&y=loss'"))
    assert browser.run("return Measures.table.entry.name") == "structure"


def test_an_address_that_names_what_is_not_there_opens_what_is(opened):
    browser = opened(tab="measures", experiment="gone", y="gone", x="gone", facet="gone", step="7", seeds="99")
    assert len(dots(browser)) == 2 * 3 * SEEDS


def test_keys_do_what_a_pointer_does(opened):
    browser = opened()
    browser.type("2")
    browser.await_true(f"document.querySelectorAll('{DRAWN}').length && Measures.order.length")
    browser.type("n", "n", "p", "n")
    told = dict(zip(browser.texts("#detail dt"), browser.texts("#detail dd"), strict=True))
    assert (told["rank"], told["seed"]) == ("1", "1")
    act(browser, lambda: browser.type("m"))
    assert view(browser)["seeds"] == "1"
    act(browser, lambda: browser.type(","))
    assert view(browser)["step"] == "10"
    act(browser, lambda: browser.type("x"))
    assert view(browser).get("linear") == "x"
    act(browser, lambda: browser.type("d"))
    assert view(browser)["theme"] == "dark"
    browser.type("?")
    browser.await_true("document.getElementById('help').open")
    browser.type("Escape")
    browser.await_true("!document.getElementById('help').open")
    browser.type("Escape")
    assert "seeds" not in view(browser)
    browser.type("/")
    browser.type(*"c7")
    browser.await_true("location.hash.includes('search=c7')")
    browser.type("Escape", "3")
    browser.await_true("document.querySelector('#matrix-chart[data-drawn]')")
    browser.type("1")
    assert not browser.run("return document.getElementById('claims').hidden")


def test_the_page_is_dark_where_the_system_is_and_a_reader_can_turn_it(opened, browser):
    paper = "return getComputedStyle(document.body).backgroundColor"
    with browser.dark_system():
        opened()
        assert browser.run(paper) == "rgb(20, 24, 28)"
        browser.click("#theme")
        assert browser.run(paper) == "rgb(255, 255, 255)" and view(browser)["theme"] == "light"


@pytest.mark.parametrize("width", [390, 820, 1400])
@pytest.mark.parametrize("tab", ["claims", "measures", "matrices", "scorecard"])
def test_nothing_is_wider_than_the_screen(opened, browser, tab, width):
    with browser.size(width, 844):
        opened(tab=tab, experiment="rank")
        browser.await_true(f"document.querySelector('#{tab} svg')")
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth")


def test_the_page_holds_the_licence_of_the_library(page):
    text = page.read_text(encoding="utf-8")
    assert "MIT License" in text or "MIT license" in text
    assert "Permission is hereby granted" in text and re.search(r"plotly \d+\.\d+\.\d+", text)


def test_the_page_is_the_same_whenever_it_is_made(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_page(tmp_path).read_bytes() == page.read_bytes()


def test_numbers_of_the_summary_are_valid_json(browser, opened):
    opened()
    assert json.loads(browser.run("return JSON.stringify(Summary)"))["preset"] == "quick"
