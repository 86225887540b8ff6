"""How far a job is, for people who watch it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TimeRemainingColumn
from rich.text import Text

from chinese_ie.interfaces.extractor import Outcome


class _Articles(ProgressColumn):
    """Articles of this run, and how many a second."""

    def render(self, task: Task) -> Text:
        read = task.fields["articles"]
        return Text(f"{read:,} articles, {read / (task.elapsed or 1):,.1f} a second")


def shown(outcomes: Iterable[Outcome], total: int, before: int) -> Iterator[Outcome]:
    """Pass the outcomes on; in a terminal draw a bar with articles a second and time left on stderr.

    Args:
        outcomes: as they are written.
        total: bytes of the whole input; 0 where it is not known.
        before: bytes of it that an earlier run has done.
    """
    console = Console(stderr=True)
    columns = (BarColumn(), TaskProgressColumn(), _Articles(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=total or None, completed=before, articles=0)
        for articles, outcome in enumerate(outcomes, start=1):
            progress.update(task, advance=outcome.size, articles=articles)
            yield outcome
