"""Extension of Griffe: examples in docstrings, which begin with `>>>`, are blocks of code in the pages of functions."""

import griffe


class DoctestBlocks(griffe.Extension):
    """Fences each paragraph of a docstring that is an example."""

    def on_object(self, *, obj: griffe.Object, **kwargs: object) -> None:
        """Change the docstring of one function, class or module."""
        if obj.docstring:
            paragraphs = obj.docstring.value.split("\n\n")
            obj.docstring.value = "\n\n".join(
                f"```pycon\n{text}\n```" if text.lstrip().startswith(">>>") else text for text in paragraphs
            )
