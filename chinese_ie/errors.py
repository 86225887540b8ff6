"""The errors of this package, one small tree.

    ChineseIEError
    ├── InputError          what the caller passed cannot be used (also a ValueError)
    ├── ModelError          a model folder cannot be used
    │   ├── ModelNotFoundError      there is none (also a FileNotFoundError)
    │   └── ModelFormatError        it is truncated, foreign or does not fit together
    ├── JobError            extracting many articles cannot go on; what is done is kept
    ├── CorpusError         an annotated article is wrong; knows file and line
    └── MissingExtraError   an optional dependency is not installed (also an ImportError)

Each message says what was given, what was expected and what to do next.
"""


class ChineseIEError(Exception):
    """Base of all errors raised on purpose by this package."""


class InputError(ChineseIEError, ValueError):
    """An argument or input file that cannot be used."""


class ModelError(ChineseIEError):
    """A model folder that cannot be used."""


class ModelNotFoundError(ModelError, FileNotFoundError):
    """No model folder where one was expected."""


class ModelFormatError(ModelError):
    """A model folder that is truncated, foreign or inconsistent."""


class JobError(ChineseIEError):
    """Extracting many articles cannot go on: no room, a dead worker, a folder of another job."""


class CorpusError(ChineseIEError):
    """An annotated article that breaks the format; `path` and `line` say where."""

    def __init__(self, message: str, path: str = "", line: int = 0) -> None:
        place = f"{path}:{line}: " if line else f"{path}: " if path else ""
        super().__init__(place + message)
        self.path = path
        self.line = line


class MissingExtraError(ChineseIEError, ImportError):
    """An optional dependency is missing; the message names the extra to install."""
