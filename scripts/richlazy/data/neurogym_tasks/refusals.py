"""Refusals of a task: the reason, and changes of the task that are tried out before one of them is proposed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from richlazy.data.neurogym_tasks.environments import Definition
from richlazy.errors import InputError


class Refusal(InputError):
    """The reason why a task is refused, and changes that may help: what to write, and the task after the change.

    kind: one word for the reason; `said` if the reason already says what to write. otherwise: text to add to the
    message if no change helps.
    """

    def __init__(self, kind: str, reason: str, changes: Iterable[tuple[str, Definition]] = (), otherwise: str = ""):
        super().__init__(reason)
        self.kind, self.changes, self.otherwise = kind, changes, otherwise


def refuse(task: Definition, kind: str, what: str) -> Refusal:
    """Refusal of an environment's behaviour, with the changes that leave arguments or timing out."""
    return Refusal(kind, f"tasks.{task.name}: {task.environment} {what}", leaving_out(task))


def leaving_out(task: Definition) -> Iterator[tuple[str, Definition]]:
    """Changes that simplify a task: without one argument, without all, without timing, with another time step."""
    where = f"tasks.{task.name}"
    for name in task.arguments:
        rest = {key: value for key, value in task.arguments.items() if key != name}
        yield f"leave `{name}` out of {where}.arguments, or give it another value", replace(task, arguments=rest)
    if len(task.arguments) > 1:
        yield f"leave {where}.arguments out", replace(task, arguments={})
    if task.timing:
        yield f"leave {where}.timing out", replace(task, timing={})
    yield from other_steps(task)


def other_steps(task: Definition) -> Iterator[tuple[str, Definition]]:
    """Changes of the time step."""
    for dt in (100, 50, 20, 10, 1):
        if dt != task.dt:
            yield f"write `dt: {dt}` under `parameters`", replace(task, dt=dt)
