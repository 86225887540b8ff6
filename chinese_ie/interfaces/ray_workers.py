"""Extraction on a Ray cluster: many machines, each worker with a model that stays warm."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import islice
from typing import Any

from chinese_ie.errors import JobError, MissingExtraError
from chinese_ie.interfaces.extractor import Extractor, Load, Outcome, Shape, batches
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.tagging.tagger import cores

_BATCH = 32  # records that are handed to a worker together
_BLOCK = 1 << 19  # bytes of records that are one piece of work
_COLUMN = "pickled"


class RayExtractor:
    """An `Extractor` over tables of pickled records; Ray makes one a worker and keeps it."""

    def __init__(self, load: Load, shape: Shape) -> None:
        self._extract = Extractor(load, shape)

    def __call__(self, table: Any) -> Any:
        """A table with the column `pickled`, `Record` in and `Outcome` out, row by row."""
        records = [pickle.loads(row.as_py()) for row in table[_COLUMN]]
        return _table(self._extract(records))


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
        yield from (pickle.loads(row.as_py()) for row in table[_COLUMN])


def _datasource(inputs: Inputs, first: int) -> Any:
    """The inputs as one task that reads, a block a batch; its reading goes on while others extract."""
    from ray.data import Datasource
    from ray.data.block import BlockMetadata
    from ray.data.datasource import ReadTask

    def tables() -> Iterator[Any]:
        return map(_table, batches(islice(inputs.records(), first, None)))

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


def _table(things: list[Any]) -> Any:
    import pyarrow

    return pyarrow.table({_COLUMN: pyarrow.array(map(pickle.dumps, things), pyarrow.large_binary())})
