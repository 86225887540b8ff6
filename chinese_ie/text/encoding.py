"""Bytes of a Chinese web page to text, whatever the page says about its encoding."""

import codecs
import re

from chinese_ie.errors import MissingExtraError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = ("gb18030", "big5hkscs")  # these hold GB2312 and GBK, and Big5
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,60}encoding=[\"']([\w.:-]{1,40})"
)
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")  # private use: what other bytes make in GB18030
_HEAD = 4096  # bytes in which a page declares its encoding
_FEW = 40  # bytes outside ASCII: with fewer of them a declaration says more than their statistics


def decode(data: bytes) -> tuple[str, str]:
    """The text of a page and the encoding it is in; bytes that fit none become U+FFFD.

    Tried in this order: a byte order mark; UTF-8, which other text is next to never by chance; what
    a very short page declares; GB18030 or Big5, whichever reads like Chinese; what the page
    declares; the one that leaves the fewest broken characters.

    Raises:
        MissingExtraError: charset-normalizer is not installed.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    declared = _declared(data)
    few = sum(byte > 0x7F for byte in data[: _HEAD * 16]) < _FEW
    tried = ["utf-8", declared if few else None, _likely(data), declared]
    for encoding in filter(None, tried):
        try:
            return data.decode(encoding), encoding
        except UnicodeError:
            continue
    candidates = dict.fromkeys(filter(None, ["utf-8", declared, *_CHINESE]))
    texts = {encoding: data.decode(encoding, "replace") for encoding in candidates}
    best = min(texts, key=lambda encoding: len(_BROKEN.findall(texts[encoding])))
    return texts[best], best


def _declared(data: bytes) -> str | None:
    """The encoding that the head of the page names, the widest of its family; None if unknown."""
    found = _DECLARED.search(data, 0, _HEAD)
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii", "replace")).name
        b"".decode(name)  # zlib and the like are codecs too, of no text
    except (LookupError, UnicodeError):
        return None
    return _WIDER.get(name, name)


def _likely(data: bytes) -> str | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError as error:
        raise MissingExtraError('reading HTML needs an extra: pip install "chinese-ie[html]"') from error
    best = from_bytes(data, cp_isolation=list(_CHINESE)).best()
    return None if best is None else best.encoding
