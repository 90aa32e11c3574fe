"""The resource with a cohort: which files it takes, how they are told apart, the download, and what it writes."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from helpers.icu_cohorts import WRITERS, stays
from richlazy.contracts.resource_parts import bring, check
from richlazy.errors import InputError

from studies.sepsis.readers import find
from studies.sepsis.readers.folders import files_of, form_of, identity, identity_of
from studies.sepsis.readers.published import COHORTS, Published
from studies.sepsis.sources import read_source, write_source

VARIABLE = "RICHLAZY_SHARED_DATA"
FORMS = {
    "yaib": "tables of YAIB",
    "cinc": "psv files of the PhysioNet/CinC challenge 2019",
    "mimic": "CSV files of MIMIC-III",
}


def content(seed=0):
    return stays(cases=4, controls=30, seed=seed)


def folders(place):
    """A folder of each form."""
    for form, write in WRITERS.items():
        (place / form).mkdir()
        write(place / form, content())
    return {form: place / form for form in WRITERS}


def name_of(folder):
    return identity("", files_of(folder, form_of("", folder)))


def test_every_form_is_known_by_its_files_and_found_by_its_identity_among_others(tmp_path):
    found = folders(tmp_path)
    for form, folder in found.items():
        path = tmp_path / f"icu_cohort-{name_of(folder)}.nc"
        machine = {"icu_cohort": [str(one) for one in found.values()]}
        check([str(path)], machine)
        bring(path, machine)
        source, about = read_source(path)
        assert about["form"] == form_of("", folder) == FORMS[form] and about["sha256"] == name_of(folder)
        assert len(source) == 34 and source.septic.sum() == 4 and "user" in about["attribution"]


def test_stays_without_observation_are_counted(tmp_path, capsys):
    found = content()
    for one in found[:3]:
        one["values"][:] = np.nan
    folder = WRITERS["yaib"](tmp_path, found)
    bring(tmp_path / f"icu_cohort-{name_of(folder)}.nc", {"icu_cohort": str(folder)})
    assert "34 stays, 4 with sepsis, 3 without any observation, 2 channels" in capsys.readouterr().out


def test_what_is_written_is_what_was_read(tmp_path):
    source = find.find_source(name_of(folders(tmp_path)["mimic"]), str(tmp_path / "mimic"))[0]
    write_source(tmp_path / "kept.nc", source, {"sha256": "0", "title": "mine"})
    again, about = read_source(tmp_path / "kept.nc")
    assert about["title"] == "mine" and again.names == source.names
    for name in ("stay", "patient", "onset", "septic", "end", "of_case", "owner", "times", "channels", "values"):
        one, other = getattr(again, name), getattr(source, name)
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype, name
    (tmp_path / "kept.nc").write_bytes(b"no cohort")
    with pytest.raises(InputError, match="kept.nc"):
        read_source(tmp_path / "kept.nc")


def test_other_content_is_another_cohort_and_its_identity_is_told(tmp_path):
    folder = folders(tmp_path)["yaib"]
    first = name_of(folder)
    (folder / "attrition.csv").write_text("not read\n", encoding="utf-8")
    assert name_of(folder) == first
    WRITERS["yaib"](folder, content(seed=1))
    second = name_of(folder)
    assert second != first
    for wanted in (first, "eicu_demo"):
        with pytest.raises(InputError) as caught:
            check([f"resources/icu_cohort-{wanted}.nc"], {"icu_cohort": str(folder)})
        message = str(caught.value)
        assert f"`arguments: {{cohort: {second}}}`" in message and str(folder) in message and f"`{wanted}`" in message


def refused(given, wanted="eicu_demo"):
    with pytest.raises(InputError) as caught:
        check([f"resources/icu_cohort-{wanted}.nc"], {"icu_cohort": given})
    message = str(caught.value)
    assert message.startswith("machine.icu_cohort: ") and "\n" not in message
    return message


def test_folders_with_no_foreign_incomplete_or_mixed_files_are_refused_before_any_is_read(tmp_path):
    assert "does not exist" in refused(str(tmp_path / "none"))
    assert "found nothing, and no files of a cohort" in refused(str(tmp_path))
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    assert "is a file" in refused(str(tmp_path / "notes.txt"))
    assert "found notes.txt, and no files of a cohort; name a folder with dyn.parquet" in refused(str(tmp_path))
    (tmp_path / "dyn.parquet").write_bytes(b"")
    assert "found dyn.parquet, and no outc.parquet" in refused(str(tmp_path))
    (tmp_path / "p000001.psv").write_text("", encoding="utf-8")
    assert f"found {FORMS['yaib']} and {FORMS['cinc']}; give each form a folder" in refused(str(tmp_path))


def test_damaged_tables_end_the_bringing_and_leave_no_file(tmp_path):
    folder = folders(tmp_path)["yaib"]
    (folder / "outc.parquet").write_bytes(b"PAR1 but not really PAR1")
    path = tmp_path / f"icu_cohort-{name_of(folder)}.nc"
    with pytest.raises(InputError, match="outc.parquet cannot be read as Parquet"):
        bring(path, {"icu_cohort": str(folder)})
    assert not list(tmp_path.glob("icu_cohort-*"))


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A published cohort of nobody, and the answers of its host by name."""
    folder = folders(tmp_path)["yaib"]
    answers = {path.name: path.read_bytes() for path in files_of(folder, FORMS["yaib"])}
    hashes = {name: hashlib.sha256(answer).hexdigest() for name, answer in answers.items()}
    monkeypatch.setitem(COHORTS, "demo", Published("https://host.invalid/", hashes, "folder demo", "Thanks to nobody."))
    return answers


def test_a_published_cohort_is_downloaded_and_held_against_its_hashes(host, tmp_path):
    def get(address):
        return host[address.removeprefix("https://host.invalid/")]

    source, about = find.downloaded("demo", get)
    assert len(source) == 34 and about["attribution"] == "Thanks to nobody."
    assert about["sha256"] == identity_of(COHORTS["demo"].files) == name_of(tmp_path / "yaib")
    host["sta.parquet"] += b" "
    with pytest.raises(InputError, match="sta.parquet: found sha256 .* expected .* fetch it again"):
        find.downloaded("demo", get)


def test_without_a_network_the_message_tells_where_the_files_are(host):
    def get(address):
        raise OSError("no route")

    with pytest.raises(InputError) as caught:
        find.downloaded("demo", get)
    message = str(caught.value)
    assert "https://host.invalid/: cannot be reached (no route)" in message
    assert "copy dyn.parquet, outc.parquet, sta.parquet of the folder demo into a folder" in message
    assert "`machine: {icu_cohort: FOLDER}`" in message


def test_a_cohort_of_one_s_own_cannot_be_downloaded(tmp_path):
    with pytest.raises(InputError, match=r"cannot be downloaded; write where it is: `machine: {icu_cohort: FOLDER}`"):
        bring(tmp_path / f"icu_cohort-{'0' * 64}.nc", {"icu_cohort": None})


def test_the_open_demo_of_eicu_has_its_hashes_and_says_its_licence(tmp_path):
    folder = Path(os.environ.get(VARIABLE) or "/nonexistent") / "icu_sepsis" / "eicu_demo"
    if not folder.is_dir():
        pytest.skip(f"no folder icu_sepsis/eicu_demo in a folder that {VARIABLE} names")
    bring(tmp_path / "icu_cohort-eicu_demo.nc", {"icu_cohort": str(folder)})
    source, about = read_source(tmp_path / "icu_cohort-eicu_demo.nc")
    assert len(source) == 896 and source.septic.sum() == 63 and len(source.names) == 48
    assert "Open Database License" in about["attribution"]
