"""The error class for mistakes that the user can correct."""


class InputError(ValueError):
    """A wrong key, value, file or combination; the message says what was found, what is allowed and what to write."""
