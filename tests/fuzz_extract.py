"""Any string is legal: no exception, and every offset is right.

`python tests/fuzz_extract.py -runs=100000` gives inputs made by atheris, guided by coverage, to the whole
pipeline; the slow tests run a few thousand. Without atheris, hypothesis makes them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chinese_ie import Document

sys.path.insert(0, str(Path(__file__).parents[1]))

WORDS = (
    "远禾自动化工程股份有限公司", "上饶经开区", "投资", "总投资", "12.6亿元", "1.05亿美元", "10亿至50亿元",
    "其中", "分别", "共", "签约", "开工", "管委会主任", "李明", "董事长", "年产", "24GWh", "400MW/800MWh",
    "2024年3月8日", "昨日", "項目", "(dòng)", "<br />", "&nbsp;", "<p>", "。", ",", "、", "(", ")", "“",
    "\n", "\t", " ", "|", "\u3000", "\u200b", "\x00", "\ud800", "\udfff", "😀", "\ufeff", "１２", "?",
    "扬州市", "省", "亿", "元",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Bytes to a string: a byte below the number of words is a word, three others are any character."""
    pieces, at = [], 0
    while at < len(data):
        if data[at] < len(WORDS):
            pieces.append(WORDS[data[at]])
            at += 1
        else:
            pieces.append(chr(int.from_bytes(data[at : at + 3], "big") % 0x110000))
            at += 3
    return "".join(pieces)


def check(document: Document, text: str) -> None:
    """The promises about offsets, for any text."""
    assert document.text == text
    last = 0
    for entity in document.entities:
        assert last <= entity.start < entity.end <= len(text), entity
        assert text[entity.start : entity.end] == entity.text, entity
        assert 0 <= entity.score <= 1, entity
        last = entity.end
    for person in document.people:
        assert text[person.start : person.end], person
    for found in document.investments:
        for span in (found.evidence, found.company_span, found.amount_span, found.location_span):
            assert span is None or 0 <= span.start < span.end <= len(text), found
    assert [s.start for s in document.sections[1:]] == [s.end for s in document.sections[:-1]]
    if document.sections:
        assert (document.sections[0].start, document.sections[-1].end) == (0, len(text))


def one_input(data: bytes) -> None:
    """What the fuzzer calls."""
    import chinese_ie

    text = text_of(data)
    document = chinese_ie.extract(text)
    check(document, text)
    document.to_dict()
    document.to_html()


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["chinese_ie"]):
        one_input(b"\x00\x02\x04")  # imports all that extraction needs
    atheris.Setup([sys.argv[0], "-max_len=400", "-len_control=0", *sys.argv[1:]], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
