"""The one class of errors that are the user's to mend."""


class InputError(ValueError):
    """A wrong key, value, file or combination; its text says what was found, what is allowed and what to write."""
