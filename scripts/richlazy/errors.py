"""The error class for mistakes that the user can correct."""

from collections.abc import Iterator
from contextlib import contextmanager


class InputError(ValueError):
    """A wrong key, value, file or combination; the message says what was found, what is allowed and what to write."""


@contextmanager
def code_of_users(what: str) -> Iterator[None]:
    """Raise InputError for any exception of a user's code: `what` fails, then the exception. InputErrors pass."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # such code may fail in any way
        raise InputError(f"{what}: {type(error).__name__}: {error}") from error
