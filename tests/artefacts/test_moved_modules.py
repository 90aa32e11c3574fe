"""Code that moves has the digest that it had: modules of a little library, and of every room of this one."""

import shutil

import pytest
from helpers.addresses import addresses
from helpers.code_tree import FAR, forget
from helpers.moved_modules import copied_code, modules, move
from richlazy.artefacts import code_digest as module
from richlazy.artefacts.canonical_syntax import essence, offers_names

ROOT = module.LIBRARY.parents[1]


MOVES = {
    "a module into a room": (
        {"richlazy/leaf.py": "richlazy/room/stem/twig.py"},
        {"richlazy/room/far.py": [("from richlazy import leaf as twig", "from richlazy.room.stem import twig")]},
    ),
    "a room": (
        {"richlazy/room/far.py": "richlazy/hall/far.py"},
        {"richlazy/near.py": [("from richlazy.room import far", "from richlazy.hall import far")]},
    ),
    "a module to a new name": (
        {"richlazy/room/far.py": "richlazy/room/deep.py"},
        {"richlazy/near.py": [("from richlazy.room import far", "from richlazy.room import deep as far")]},
    ),
    "a module into a study": (
        {"richlazy/near.py": "studies/mine/near.py"},
        {"script.py": [("from richlazy.near import", "from studies.mine.near import")]},
    ),
    "the script": ({"script.py": "elsewhere/script.py"}, {}),
}


@pytest.mark.parametrize("move", MOVES)
def test_moves_change_nothing(tree, move):
    """A name by which code uses what it imports is part of it, and so an import keeps it; where it lies is not."""
    far = FAR.replace("import richlazy.leaf\n", "from richlazy import leaf as twig\n")
    tree.write("richlazy/room/far.py", far.replace("richlazy.leaf.VALUE", "twig.VALUE"))
    before = tree.digest()
    places, edits = MOVES[move]
    for name, replacements in edits.items():
        text = (tree.root / name).read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        tree.write(name, text)
    for old, new in places.items():
        tree.write(new, (tree.root / old).read_text())
        (tree.root / old).unlink()
    assert tree.digest_of(tree.root / places.get("script.py", "script.py")) == before


# Rooms that users begin with and no stage imports: their modules name others in strings, which are part of their code.
FOR_USERS = ("interface", "command_line", "__main__")
FOR_PAGES = ("document_command.py",)


def digests(folder, monkeypatch):
    """Digest of every script by its file, and of every module of stages by its dotted name, in a copy of the code."""
    library = folder / "scripts" / "richlazy"
    monkeypatch.setattr(module, "LIBRARY", library)
    monkeypatch.setattr(module, "ROOTS", {"richlazy": str(library), "studies": str(folder / "studies")})
    forget()
    scripts = {path.name: path for path in sorted((folder / "scripts").glob("*.py")) if path.name not in FOR_PAGES}
    of_stages = {name: path for name, path in modules(folder).items() if not is_for_users(name)}
    return {name: module.code_digest([path]) for name, path in (scripts | of_stages).items()}


def is_for_users(name):
    """Whether a module lies in a room of FOR_USERS, or did before it moved."""
    return any(part.startswith(FOR_USERS) for part in name.split("."))


@pytest.fixture
def code(tmp_path, read_anew):
    """A copy of the scripts, the library and the studies."""
    return copied_code(ROOT, tmp_path / "copy")


def test_the_same_code_in_another_folder_has_the_same_digests(code, tmp_path, monkeypatch):
    found = digests(code, monkeypatch)
    assert digests(copied_code(code, tmp_path / "again"), monkeypatch) == found
    assert len({found[f"{stage}.py"] for stage in ("trials", "connectivity", "train", "measure")}) == 4


def says(path):
    """Whether importing a file does anything."""
    text = path.read_text(encoding="utf-8")
    return essence(text, "", lambda name: name.startswith("richlazy")).has_statements and not offers_names(text)


def rooms(folder):
    """Dotted names of the rooms of the library, and of the studies."""
    return [name for name in modules(folder) if name.count(".") == 1]


def test_moving_every_room_and_every_study_at_once_changes_no_digest(code, monkeypatch):
    before, moves = digests(code, monkeypatch), {}
    for number, name in enumerate(rooms(code)):
        root, _, room = name.partition(".")
        moves[name] = f"{root}.wing{number % 3}.floor.{room}_{number}"
    names = move(code, moves)
    found = digests(code, monkeypatch)
    assert len(moves) > 10 and {"richlazy.measures", "richlazy.randomness"} <= set(moves)
    assert {names.get(name, name): digest for name, digest in before.items()} == found


def test_moving_every_module_of_rooms_that_only_hold_them_changes_no_digest(code, monkeypatch):
    """Each alone, out of its room and under a new name, but where importing its package does something."""
    files = modules(code)
    packages = {name for name, path in files.items() if path.name == "__init__.py"}
    silent = {name for name in packages if not says(files[name])}
    moves = {}
    for number, name in enumerate(sorted(name for name in set(files) - packages if not is_for_users(name))):
        above = [".".join(name.split(".")[:length]) for length in range(1, name.count(".") + 1)]
        if all(package in silent or package not in packages for package in above):
            moves[name] = f"richlazy.hall{number % 5}.stairs.{name.rpartition('.')[2]}_{number}"
    before = digests(code, monkeypatch)
    names = move(code, moves)
    found = digests(code, monkeypatch)
    rooms_left = {name.split(".")[1] for name in moves}
    assert len(moves) > 60 and {"artefacts", "statistics", "training", "hypercube"} <= rooms_left
    assert {names.get(name, name): digest for name, digest in before.items()} == found


def test_moving_rooms_of_a_project_changes_no_address(code):
    """Those whose place nothing but imports says: what a stage reads, trains, measures and joins lies in them."""
    for part in ("config", "envs", "workflow"):
        shutil.copytree(ROOT / part, code / part)
    before = addresses(code)
    moved = ("statistics", "hypercube", "downloads", "scoring", "randomness", "errors")
    assert set(move(code, {f"richlazy.{room}": f"richlazy.{room}_elsewhere" for room in moved}))
    assert addresses(code) == before and len(before) > 500


def test_a_move_that_is_more_than_a_move_changes_digests(code, monkeypatch):
    """The tests above would see it."""
    before = digests(code, monkeypatch)
    names = move(code, {"richlazy.statistics": "richlazy.figures_of_merit", "richlazy.randomness": "richlazy.chance"})
    path = modules(code)["richlazy.chance"]
    path.write_text(path.read_text(encoding="utf-8") + "\nEXTRA = 1\n", encoding="utf-8")
    found = digests(code, monkeypatch)
    assert found["train.py"] != before["train.py"] and found["figure.py"] == before["figure.py"]
    assert found[names["richlazy.statistics.spearman"]] == before["richlazy.statistics.spearman"]
