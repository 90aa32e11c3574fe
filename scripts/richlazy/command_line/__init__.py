"""The command `richlazy`: one file a command, thin over functions of the library.

A command is a module of this folder with a Click command `command`. It imports numerical libraries inside its function,
so that `richlazy --help` need not wait for them. It is run by `richlazy` where the package is installed, and from a
checkout by `python scripts/richlazy`.
"""
