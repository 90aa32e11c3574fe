"""Style and building blocks of the figures."""
