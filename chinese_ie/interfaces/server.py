"""Extraction over HTTP: one pipeline, some threads, and limits of size, time and number."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import ClientDisconnect

import chinese_ie
from chinese_ie.document import Document
from chinese_ie.errors import MissingExtraError
from chinese_ie.interfaces.http_models import Article, Batch, DocumentModel, Documents, Health, Problem
from chinese_ie.pipeline import Pipeline
from chinese_ie.text.webpage import read_webpage

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """What one server takes on.

    Attributes:
        workers: requests worked on at the same time, a thread each.
        queue: requests that may wait for a thread; another one is told to come back (503).
        body: bytes of a request; a longer one is refused (413).
        seconds: from the last byte of the request to the answer (504), and for the body to arrive (408).
    """

    workers: int = 2
    queue: int = 16
    body: int = 10_000_000
    seconds: float = 60


class Answer(Response):
    """JSON in UTF-8; a lone surrogate becomes the escape that JSON has for it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


class Workers:
    """Threads with a bounded queue before them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.workers, thread_name_prefix="extract")
        self._lock = threading.Lock()
        self.running = 0

    @property
    def room(self) -> int:
        return self._limits.workers + self._limits.queue

    async def run(self, request: Request, work: Callable[[], bytes]) -> bytes:
        """What `work` gives; work that waits for a thread is dropped when nobody waits for it any more.

        Raises:
            HTTPException: 503 there is no room, 504 it takes too long, 499 the client has gone.
        """
        if self.running >= self.room:
            raise HTTPException(503, "too many requests are waiting", {"Retry-After": "1"})
        with self._lock:
            self.running += 1
        thread = self._threads.submit(work)
        thread.add_done_callback(self._finished)  # a thread keeps its place until it really ends
        job = asyncio.wrap_future(thread)
        gone = asyncio.ensure_future(_gone(request))
        try:
            both: list[asyncio.Future[Any]] = [job, gone]
            await asyncio.wait(both, timeout=self._limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left = gone.done()
            gone.cancel()
            if not job.done():
                job.cancel()
        if job.cancelled() or not job.done():
            raise HTTPException(499 if left else 504, "the client has gone" if left else "it took too long")
        return job.result()

    def _finished(self, _: Future[bytes]) -> None:
        with self._lock:
            self.running -= 1

    def close(self) -> None:
        """Work that has begun is finished, work that waits is not."""
        self._threads.shutdown(wait=True, cancel_futures=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class LimitedBody:
    """Reads the body of a request before anything else does, and no more of it than is allowed."""

    def __init__(self, app: Any, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(self._body(scope, receive), self._limits.seconds)
        except ClientDisconnect:
            return
        except TimeoutError:
            await Answer({"detail": "the body did not arrive in time"}, 408)(scope, receive, send)
            return
        if body is None:
            problem = {"detail": f"the body is longer than {self._limits.body} bytes"}
            await Answer(problem, 413, {"Connection": "close"})(scope, receive, send)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, replay, send)

    async def _body(self, scope: Message, receive: Receive) -> bytes | None:
        """The whole body, None where it is too long."""
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told[:20]) > self._limits.body:
            return None
        pieces, length, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            more = message.get("more_body", False)
            pieces.append(message.get("body", b""))
            length += len(pieces[-1])
            if length > self._limits.body:
                return None
        return b"".join(pieces)


def make_app(pipeline: Pipeline, limits: Limits) -> FastAPI:
    """The application: `POST /extract`, `POST /extract/batch`, `GET /health`, `GET /openapi.json`."""
    workers = Workers(limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workers.close()

    app = FastAPI(
        title="chinese_ie",
        version=chinese_ie.__version__,
        description="Parks, companies, officials, money and investments from Chinese web articles.",
        lifespan=lifespan,
        docs_url=None,  # both pages load scripts from elsewhere
        redoc_url=None,
        responses={code: {"model": Problem} for code in (408, 413, 422, 500, 501, 503, 504)},
    )
    app.add_middleware(LimitedBody, limits=limits)

    @app.post("/extract", response_model=DocumentModel)
    async def extract(article: Article, request: Request) -> Response:
        """Entities, people and investments of one article."""
        return _ready(await workers.run(request, lambda: _json(_extract(pipeline, article).to_dict())))

    @app.post("/extract/batch", response_model=Documents)
    async def extract_batch(batch: Batch, request: Request) -> Response:
        """The same for several articles, in order; together they have the time of one request."""

        def work() -> bytes:
            return _json({"documents": [_extract(pipeline, a).to_dict() for a in batch.articles]})

        return _ready(await workers.run(request, work))

    @app.get("/health", response_model=Health)
    async def health() -> Response:
        """Is the server there, and how busy is it?"""
        state = {"status": "ok", "version": chinese_ie.__version__}
        return Answer({**state, "running": workers.running, "room": workers.room})

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        """What is wrong and where, without the text that was sent."""
        found = [{key: e[key] for key in ("loc", "msg", "type")} for e in error.errors()]
        return Answer({"detail": found}, 422)

    @app.exception_handler(AnyHTTPException)
    async def refused(_: Request, error: AnyHTTPException) -> Response:
        return Answer({"detail": str(error.detail)}, error.status_code, error.headers)

    @app.exception_handler(MissingExtraError)
    async def missing(_: Request, error: MissingExtraError) -> Response:
        return Answer({"detail": str(error)}, 501)

    return app


def _extract(pipeline: Pipeline, article: Article) -> Document:
    """One article; an HTML page that tells its own day is read by that one unless another is given."""
    day = article.published.isoformat() if article.published else None
    if article.html is None:
        return next(pipeline.pipe([article.text or ""], published=[day]))
    page = read_webpage(article.html, article.url)
    found = next(pipeline.pipe([page.text], published=[day or page.meta.get("date")]))
    return replace(found, meta=page.meta)


def _json(plain: dict[str, Any]) -> bytes:
    return bytes(Answer(plain).body)


def _ready(body: bytes) -> Response:
    return Response(body, media_type="application/json")
