"""`chinese-ie serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chinese_ie import load
from chinese_ie.errors import MissingExtraError


def serve_command(
    host: Annotated[str, typer.Option(help="address to listen on; 0.0.0.0 for all")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="requests worked on at the same time")] = 2,
    queue: Annotated[int, typer.Option(min=0, help="requests that may wait; more get 503")] = 16,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="length of a request; longer ones get 413")
    ] = 10_000_000,
    timeout: Annotated[float, typer.Option(min=0.001, help="seconds for a request, else 504")] = 60,
    model: Annotated[Path | None, typer.Option(help="a model folder instead of the packaged one")] = None,
) -> None:
    """Extract over HTTP: POST /extract, POST /extract/batch, GET /health, GET /openapi.json."""
    try:
        import uvicorn

        from chinese_ie.interfaces.server import Limits, make_app
    except ModuleNotFoundError as error:
        raise MissingExtraError("serving needs FastAPI: pip install 'chinese-ie[serve]'") from error
    limits = Limits(workers, queue, max_bytes, timeout)
    uvicorn.run(
        make_app(load(model, threads=1), limits),
        host=host,
        port=port,
        limit_concurrency=8 * (workers + queue),  # connections: each may hold one body
        timeout_graceful_shutdown=int(timeout) + 1,
    )
