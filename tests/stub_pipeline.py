"""A pipeline that finds nothing, for tests of what is around it; importable by other processes."""

import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

from chinese_ie.document import Document


class StubPipeline:
    """`Document(text)` of every text; some texts are too much for it.

    A text that begins with `raise` is an error, `exhaust` uses up the memory, `kill once FILE` kills the
    process unless FILE is there, `kill` kills it in any case.
    """

    def pipe(self, texts: Iterable[str], *, published: Iterable[str | None]) -> Iterator[Document]:
        for text, date in zip(texts, published, strict=True):
            if text.startswith("raise"):
                raise KeyError(text)
            if text.startswith("exhaust"):
                raise MemoryError
            if text.startswith("kill"):
                _kill(text.removeprefix("kill").removeprefix(" once "))
            yield Document(text, meta={} if date is None else {"date of the text": date})


def _kill(marker: str) -> None:
    if not marker or not Path(marker).exists():
        if marker:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
