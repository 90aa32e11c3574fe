"""The command line from a checkout, where nothing need be installed: python scripts/richlazy COMMAND ..."""

import sys
from pathlib import Path

_LIBRARY = Path(__file__).resolve().parent

# Python puts the folder of the library first, whose rooms would hide modules of Python itself, such as `statistics`.
_others = [place for place in sys.path if Path(place or ".").resolve() != _LIBRARY]
sys.path[:] = [str(_LIBRARY.parent), *_others]

from richlazy.command_line.main import main  # noqa: E402

if __name__ == "__main__":
    main()
