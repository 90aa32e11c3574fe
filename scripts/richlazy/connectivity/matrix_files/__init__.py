"""Square matrices from the user's own files: one module a format, found by the file's suffix."""
