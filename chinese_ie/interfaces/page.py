"""What every page shares: templates that escape, one look, and a policy that lets nothing in from outside."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_FOLDER = Path(__file__).parent / "templates"
# Controls, marks of direction, spaces without width, surrogates: nothing that one cannot see may stand in a
# page unseen. Tab, line feed and carriage return are white space.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def render_page(template: str, *, title: str, **content: Any) -> str:
    """A whole page of `TEMPLATE.html` with the style and script of that name, no other file needed.

    What is not in a template is escaped, in text as in attributes. The page's own policy lets a browser run
    this very script, known by its hash, and load nothing: also a script that got past the escaping is dead.
    """
    script = Markup(_source(f"{template}.js"))
    style = Markup(_source("base.css") + _source(f"{template}.css"))
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'"
    shared = {"title": title, "script": script, "style": style, "policy": policy}
    return render(f"{template}.html", **shared, **content)


def render(template: str, **content: Any) -> str:
    """A template of the folder `templates`, filled."""
    return _environment().get_template(template).render(content)


def visible(text: str) -> Markup:
    """Text for the body of a page: escaped, characters that one cannot see as a chip with their number."""
    if _UNSEEN.search(text) is None:
        return escape(text)
    safe = (
        escape(piece)
        if number % 2 == 0
        else Markup('<span class="unseen" title="{}">{}</span>').format(_unicode_name(piece), _number(piece))
        for number, piece in enumerate(re.split(f"({_UNSEEN.pattern})", text))
    )
    return Markup("").join(safe)


def plain(value: object) -> object:
    """A value for a cell or an attribute: what one cannot see as `⟨U+202E⟩`."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _UNSEEN.sub(lambda m: f"⟨{_number(m.group())}⟩", value)


def web_address(given: object) -> str | None:
    """The address if a link may lead there: http or https, nothing that runs."""
    try:
        parts = urlsplit(given) if isinstance(given, str) else None
    except ValueError:
        return None
    return str(given) if parts and parts.scheme in ("http", "https") and parts.netloc else None


def grouped(value: Any) -> str:
    """An exact number with its digits in threes and no more decimals than it has."""
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"


def _unicode_name(character: str) -> str:
    return unicodedata.name(character, "control character" if ord(character) < 0xA0 else "unnamed character")


def _hash(source: Markup) -> str:
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


@cache
def _source(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update({"visible": visible, "grouped": grouped})
    return environment
