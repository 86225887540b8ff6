"""The server over a real socket: answers, limits, clients that misbehave, and its end."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chinese_ie import load
from chinese_ie.document import Document

httpx = pytest.importorskip("httpx")
uvicorn = pytest.importorskip("uvicorn")
pytest.importorskip("fastapi")

from chinese_ie.interfaces.http_models import DocumentModel  # noqa: E402
from chinese_ie.interfaces.server import Limits, make_app  # noqa: E402

TYPE = b"Content-Type: application/json"
SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"


@contextmanager
def served(pipeline: Any, limits: Limits) -> Iterator[str]:
    """The address of a server in a thread."""
    config = uvicorn.Config(make_app(pipeline, limits), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


@dataclass
class Gate:
    """A pipeline that holds every article until it is opened."""

    opened: threading.Event = field(default_factory=threading.Event)
    begun: list[str] = field(default_factory=list)

    def pipe(self, texts: list[str], published: object) -> Iterator[Document]:
        self.begun += texts
        assert self.opened.wait(60)
        yield from map(Document, texts)


@pytest.fixture(scope="module")
def address(tiny_model: Path) -> Iterator[str]:
    with served(load(tiny_model, threads=1), Limits(body=100_000)) as url:
        yield url


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.opened.set()


def post(url: str, body: Any, path: str = "/extract") -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(url + path, content=content, headers={"content-type": "application/json"}, timeout=60)


# Answers


def test_one_article(address: str, tiny_model: Path) -> None:
    answer = post(address, {"text": SENTENCE})
    assert answer.status_code == 200
    assert answer.json() == load(tiny_model)(SENTENCE).to_dict()
    assert [i["company"] for i in answer.json()["investments"]] == ["企业集团"]


def test_published_dates_the_article(address: str) -> None:
    text = "昨日,企业集团投资30亿元在扬州园区建设的项目开工。"
    answers = [post(address, {"text": text, "published": day}).json() for day in ("2021-03-02", None)]
    dates = [answer["investments"][0]["date"] for answer in answers]
    assert dates == ["2021-03-01", None]


def test_a_page(address: str) -> None:
    pytest.importorskip("trafilatura")
    page = (
        f"<html><head><title>新闻</title></head><body><script>x</script><p>{SENTENCE * 4}</p></body></html>"
    )
    found = post(address, {"html": page, "url": "https://example.org/a"}).json()
    assert SENTENCE in found["text"]
    assert "<p>" not in found["text"]
    assert found["meta"]["url"] == "https://example.org/a"


def test_a_batch(address: str) -> None:
    found = post(address, {"articles": [{"text": "园区"}, {"text": ""}]}, "/extract/batch").json()
    assert [d["text"] for d in found["documents"]] == ["园区", ""]
    assert found["documents"][0]["entities"][0]["label"] == "PARK"


def test_many_at_once(address: str) -> None:
    texts = [f"企业集团投资{n}亿元在扬州园区建设项目。" for n in range(1, 13)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda text: post(address, {"text": text}), texts))
    assert [a.status_code for a in answers] == [200] * 12
    assert [a.json()["investments"][0]["value"] for a in answers] == [n * 10**8 for n in range(1, 13)]


@pytest.mark.parametrize("text", ["\ud800园区", "a\udfff", "\0园区\x01", "😀园区", "\ufeff园区", ""])
def test_any_string_is_legal(address: str, text: str) -> None:
    answer = post(address, {"text": text})
    assert answer.status_code == 200
    assert answer.json()["text"] == text


def test_the_answer_is_as_typed(tiny_model: Path) -> None:
    """The typed model is what `to_dict` gives, no more and no less."""
    text = f"张李表示,王赵说:{SENTENCE}年产5吨,1亿至2亿元。\ud800"
    plain = load(tiny_model)(text).to_dict()
    assert all(plain[key] for key in ("entities", "people", "investments", "sections"))
    typed = DocumentModel.model_validate(plain).model_dump(exclude_unset=True)
    assert typed == plain


def test_openapi(address: str) -> None:
    told = httpx.get(address + "/openapi.json").json()
    assert set(told["paths"]) == {"/extract", "/extract/batch", "/health"}
    assert {"408", "413", "422", "503", "504"} <= set(told["paths"]["/extract"]["post"]["responses"])
    assert "InvestmentModel" in told["components"]["schemas"]


def test_health(address: str) -> None:
    state = httpx.get(address + "/health").json()
    assert (state["status"], state["running"], state["room"]) == ("ok", 0, 18)


# What is refused


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"text": 5}', b'{"text": "a", "html": "b"}', b"{}",
        b'{"text": "a", "more": 1}', b'{"text": "a", "\\ud800": 1}', b'{"published": "today"}',
        b"[" * 50_000, b'{"text": {"a": "\\udfff"}}',
    ],
)  # fmt: skip
def test_a_body_that_is_wrong(address: str, body: bytes) -> None:
    answer = post(address, body)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


@pytest.mark.parametrize("articles", [[], [{"text": "a"}] * 257, [{"text": "a"}, {}]])
def test_a_batch_that_is_wrong(address: str, articles: list[Any]) -> None:
    assert post(address, {"articles": articles}, "/extract/batch").status_code == 422


def test_a_body_that_is_too_long(address: str) -> None:
    assert post(address, {"text": "a" * 100_000}).status_code == 413
    assert post(address, {"text": "a" * 99_000}).status_code == 200

    def pieces() -> Iterator[bytes]:
        yield from [b" " * 10_000] * 20

    answer = httpx.post(address + "/extract", content=pieces())  # says no length
    assert answer.status_code == 413
    assert "longer than 100000 bytes" in answer.json()["detail"]


def test_other_paths(address: str) -> None:
    assert httpx.get(address + "/extract").status_code == 405
    assert httpx.get(address + "/../etc/passwd").status_code == 404


# Load


def test_no_room(gate: Gate) -> None:
    with served(gate, Limits(workers=1, queue=1)) as url, ThreadPoolExecutor(2) as pool:
        first = pool.submit(post, url, {"text": "a"})
        wait_until(lambda: gate.begun == ["a"])
        second = pool.submit(post, url, {"text": "b"})
        wait_until(lambda: httpx.get(url + "/health").json()["running"] == 2)
        refused = post(url, {"text": "c"})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        gate.opened.set()
        assert [first.result().status_code, second.result().status_code] == [200, 200]
        assert gate.begun == ["a", "b"]
        assert post(url, {"text": "c"}).status_code == 200


def test_too_slow(gate: Gate) -> None:
    """Who waits gets 504 at once; the thread that still works keeps its place, one that waited is dropped."""
    with served(gate, Limits(workers=1, queue=1, seconds=0.3)) as url, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda text: post(url, {"text": text}), "ab"))
        assert [a.status_code for a in answers] == [504, 504]
        assert len(gate.begun) == 1
        assert httpx.get(url + "/health").json()["running"] == 1
        gate.opened.set()
        wait_until(lambda: httpx.get(url + "/health").json()["running"] == 0)
        assert post(url, {"text": "c"}).status_code == 200


def raw(url: str, sent: bytes) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    client = socket.create_connection((host, int(port)), timeout=30)
    client.sendall(sent)
    return client


def test_a_client_that_hangs_up(gate: Gate) -> None:
    """Work that nobody waits for is not begun, and the place is free again."""
    request = b'POST /extract HTTP/1.1\r\nHost: a\r\n%s\r\nContent-Length: 13\r\n\r\n{"text": "?"}' % TYPE
    with served(gate, Limits(workers=1, queue=1)) as url, ExitStack() as stack:
        stack.callback(gate.opened.set)
        first = raw(url, request.replace(b"?", b"a"))
        wait_until(lambda: gate.begun == ["a"])
        second = raw(url, request.replace(b"?", b"b"))
        wait_until(lambda: httpx.get(url + "/health").json()["running"] == 2)
        second.close()
        wait_until(lambda: httpx.get(url + "/health").json()["running"] == 1)
        first.close()
        gate.opened.set()
        wait_until(lambda: httpx.get(url + "/health").json()["running"] == 0)
        assert gate.begun == ["a"]


def test_half_a_body(gate: Gate) -> None:
    half = b"POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"
    with served(gate, Limits(seconds=0.3)) as url:
        raw(url, half).close()
        waiting = raw(url, half)
        assert waiting.recv(100).startswith(b"HTTP/1.1 408 ")
        waiting.close()
        assert gate.begun == []
        assert httpx.get(url + "/health").json()["running"] == 0


def test_its_end(gate: Gate) -> None:
    """What was begun is answered when the server ends."""
    with ThreadPoolExecutor(1) as pool:
        with served(gate, Limits()) as url:
            answer = pool.submit(post, url, {"text": "a"})
            wait_until(lambda: gate.begun == ["a"])
            threading.Timer(0.3, gate.opened.set).start()
        assert answer.result().status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(url + "/health")


def test_the_command(tiny_model: Path) -> None:
    """`chinese-ie serve` answers, and ends in order when it is told to."""
    code = "from chinese_ie.interfaces.cli import app; app()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--model", str(tiny_model)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        told = ""
        while "running on" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        url = re.search(r"http://\S+", told)
        assert url
        assert post(url.group(), {"text": SENTENCE}).status_code == 200
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        process.wait(60)
    assert "Finished server process" in rest
    assert "Traceback" not in rest
