"""The published collections of Omniglot, with the hashes of their files; without a numerical library."""

from typing import NamedTuple

# Drawings of each character, and classes that a character gives by the symmetries of the square.
DRAWINGS, SYMMETRIES = 20, 8
# Fields along a side of a drawing, whose ink is measured.
FIELDS = 14
HOST = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/"
# SHA-256 of the zip files.
ZIPS = {
    "images_background_small1.zip": "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4",
    "images_background_small2.zip": "3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f",
    "images_background.zip": "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640",
    "images_evaluation.zip": "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee",
}


class Collection(NamedTuple):
    """Its zip files, how many characters they hold, and the identity of their pixels where it is known."""

    zips: tuple[str, ...]
    characters: int
    sha256: str | None


COLLECTIONS = {
    "small": Collection(
        ("images_background_small1.zip", "images_background_small2.zip"),
        242,
        "8500ca95b027cdf133a15e5185fa92bb7f803d88d10d53ef7d2b7c06410cd62c",
    ),
    "all": Collection(("images_background.zip", "images_evaluation.zip"), 1623, None),
}
CHARACTERS = {name: collection.characters for name, collection in COLLECTIONS.items()}


def refuses_held_out(held_out: int, characters: int) -> str:
    """Why so many characters cannot be held out; nothing where they can."""
    fewest = 3  # 24 classes, so that the ten commonest and the rarer half are different
    if held_out <= characters - fewest:
        return ""
    return (
        f"held_out_classes: found {held_out}; there are {characters} characters, of which {fewest} or more must be "
        f"left to train on; write `held_out_classes: {max(2, characters // 6)}`"
    )
