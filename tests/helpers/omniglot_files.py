"""Images of characters that are none of Omniglot's, in zip files and folders, and the published ones where they are."""

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

VARIABLE = "RICHLAZY_SHARED_DATA"


def published() -> Path:
    """Folder of the published zip files of 242 characters; the test is skipped where there is none."""
    folder = Path(os.environ.get(VARIABLE) or "/nonexistent") / "omniglot"
    if not folder.is_dir():
        pytest.skip(f"no folder omniglot in a folder that {VARIABLE} names")
    return folder


def random_pixels(characters=5, drawings=4, seed=0, side=105) -> dict[str, np.ndarray]:
    """Drawings of characters that differ from each other, bool [drawing, row, column], by name."""
    random = np.random.default_rng(seed)
    found = {}
    for number in range(characters):
        coarse = random.random((7, 7)) < 0.3
        shape = np.kron(coarse, np.ones((15, 15), bool))[:side, :side]
        shape = np.pad(shape, (0, side - len(shape))) if side > len(shape) else shape
        flips = random.random((drawings, side, side)) < 0.05
        found[f"Alphabet{number % 2}/character{number:02d}"] = shape ^ flips
    return found


def png(pixels: np.ndarray, mode: str = "1") -> bytes:
    """Content of an image with black ink."""
    file = io.BytesIO()
    Image.fromarray(np.where(pixels, 0, 255).astype(np.uint8)).convert(mode).save(file, "PNG")
    return file.getvalue()


def members(pixels: dict[str, np.ndarray], top: str = "images") -> dict[str, bytes]:
    """Content of the members of a zip file by name."""
    return {
        f"{top}/{name}/{number:04d}_{drawing + 1:02d}.png": png(image)
        for number, (name, images) in enumerate(pixels.items())
        for drawing, image in enumerate(images)
    }


def zipped(content: dict[str, bytes]) -> bytes:
    """A zip file with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def unpacked(content: dict[str, bytes], folder: Path) -> None:
    """Write the members below a folder."""
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
