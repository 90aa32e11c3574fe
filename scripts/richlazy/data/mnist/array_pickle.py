"""Safe reading of pickles of NumPy arrays: a pickle may call the three functions that make arrays, and no others."""

import io
import pickle

import numpy as np

from richlazy.errors import InputError

# The function in pickles of arrays has no public name.
_reconstruct = np.empty(0).__reduce__()[0]
_ALLOWED = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
}


class _ArrayUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _ALLOWED:
            raise InputError(f"the pickle names {module}.{name}, which is refused; only NumPy's arrays are read")
        return _ALLOWED[module, name]


def load_arrays(content: bytes) -> object:
    """Content of a pickle of arrays in tuples, lists and mappings. Raises InputError for anything else, or damage."""
    try:
        # Python 2 wrote bytes as text; Latin-1 restores every byte.
        return _ArrayUnpickler(io.BytesIO(content), encoding="latin1").load()
    except InputError:
        raise
    except Exception as error:  # a damaged pickle fails in any way
        raise InputError(f"the pickle is damaged ({type(error).__name__}: {error})") from error
