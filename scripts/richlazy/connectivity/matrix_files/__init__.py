"""Reading of square matrices from the user's files: one module per format, which the suffix of a file selects.

Every reader limits memory and time (`limits`); readers that use libraries in C run in a process of their own
(`isolated`).
"""
