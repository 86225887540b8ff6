"""Extraction on a Ray cluster: many machines, each worker with a model that stays warm."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import srsly

from chinese_ie.errors import JobError, MissingExtraError
from chinese_ie.interfaces.extractor import Extractor, Load, Outcome, Shape, batches
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.interfaces.sources import Input, Record
from chinese_ie.tagging.tagger import cores

_BATCH = 32  # records that are handed to a worker together
_BLOCK = 1 << 19  # bytes of records that are one piece of work
_COLUMN = "packed"


class RayExtractor:
    """An `Extractor` over tables of packed records; Ray makes one a worker and keeps it."""

    def __init__(self, load: Load, shape: Shape) -> None:
        self._extract = Extractor(load, shape)

    def __call__(self, table: Any) -> Any:
        """A table with the column `packed`, `Record` in and `Outcome` out, row by row."""
        records = [_unpacked_record(row.as_py()) for row in table[_COLUMN]]
        return _table(_packed_outcome, self._extract(records))


def extracted_on_ray(
    inputs: Inputs, first: int, load: Load, shape: Shape, address: str, workers: int | None
) -> Iterator[Outcome]:
    """The outcome of each record from `first` on, in order.

    The inputs are read by a task of the cluster, and files by the workers: their paths must be good on all
    machines. A worker that dies is started again with what it had in hand.

    Args:
        inputs: what is read; not standard input.
        first: records that are left out at the beginning.
        load: gives each worker its pipeline.
        shape: what is written of an article.
        address: of the cluster; `local` starts one on this machine for the time of the call.
        workers: how many; None for one a core of the cluster.

    Raises:
        JobError: the cluster cannot be reached, or gave up.
        MissingExtraError: Ray is not installed.
    """
    ray = _library()
    from ray.exceptions import RayError

    try:
        if address == "local":
            ray.init("local", num_cpus=(workers or cores()) + 1, include_dashboard=False, log_to_driver=False)
        else:
            ray.init(address, log_to_driver=False)
    except Exception as error:  # Ray raises nothing narrower when a node is too slow
        raise JobError(f"cannot start or reach Ray at {address}: {error}") from error
    try:
        size = workers or max(1, int(ray.cluster_resources().get("CPU", 1)) - 1)  # one core reads
        yield from _outcomes(ray, inputs, first, (load, shape), size)
    except RayError as error:
        raise JobError(f"Ray gave up: {str(error).strip().splitlines()[-1]}") from error
    finally:
        ray.shutdown()


def _library() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingExtraError("this needs Ray: pip install 'chinese-ie[ray]'") from error
    return ray


def _outcomes(ray: Any, inputs: Inputs, first: int, arguments: tuple[Load, Shape], workers: int) -> Any:
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    context.target_max_block_size = _BLOCK
    source = _datasource(inputs, first)
    extracted = ray.data.read_datasource(source, override_num_blocks=1, num_cpus=0.1).map_batches(
        RayExtractor,
        fn_constructor_args=arguments,
        batch_size=_BATCH,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=workers),
        num_cpus=1,
    )
    for table in extracted.iter_batches(batch_size=None, batch_format="pyarrow"):
        yield from (_unpacked_outcome(row.as_py()) for row in table[_COLUMN])


def _datasource(inputs: Inputs, first: int) -> Any:
    """The inputs as one task that reads, a block a batch; its reading goes on while others extract."""
    from ray.data import Datasource
    from ray.data.block import BlockMetadata
    from ray.data.datasource import ReadTask

    def tables() -> Iterator[Any]:
        return (_table(_packed_record, some) for some in batches(islice(inputs.records(), first, None)))

    class Records(Datasource):  # type: ignore[misc]
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, *_: Any, **__: Any) -> list[Any]:
            return [
                ReadTask(
                    tables, BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None, input_files=None)
                )
            ]

    return Records()


def _table(pack: Callable[[Any], bytes], things: Iterable[Any]) -> Any:
    import pyarrow

    return pyarrow.table({_COLUMN: pyarrow.array(map(pack, things), pyarrow.large_binary())})


def _packed_record(record: Record) -> bytes:
    """MessagePack; names of files as the system's bytes, which need not be UTF-8."""
    content = record.content
    told: Any = os.fsencode(content) if isinstance(content, Path) else content
    what = (isinstance(content, Path), told if isinstance(told, bytes) else dict(told))
    packed: bytes = srsly.msgpack_dumps(
        (os.fsencode(record.place), record.kind.value, *what, record.size, record.refused)
    )
    return packed


def _unpacked_record(packed: bytes) -> Record:
    place, kind, is_file, told, size, refused = srsly.msgpack_loads(packed)
    content = Path(os.fsdecode(told)) if is_file else told
    return Record(os.fsdecode(place), Input(kind), content, size, refused)


def _packed_outcome(outcome: Outcome) -> bytes:
    packed: bytes = srsly.msgpack_dumps((outcome.size, outcome.lines, outcome.error))
    return packed


def _unpacked_outcome(packed: bytes) -> Outcome:
    size, lines, error = srsly.msgpack_loads(packed)
    return Outcome(size, tuple(lines), error)
