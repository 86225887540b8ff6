"""Sentences and clauses of clean text (folded: Chinese commas and stops are ASCII or 。)."""

import re

from chinese_ie.document import Span

# A full stop in ASCII, between Chinese words: 签约.次日; not that of 1.5, of `二.项目` or of Co. Ltd.
_STOP = r"(?<=[\u4e00-\u9fff)”’」』\"])(?<![一二三四五六七八九十])\.(?=[\s\u4e00-\u9fff“”‘’「」『』《\"()]|$)"
_SENTENCE = re.compile(rf"(?:[^\n。!?;….]+|(?!{_STOP})\.)*(?:(?:[。!?;…]|{_STOP})+[”’」』\")]*|\n|$)")
_CLAUSE = re.compile(r"[^,。!?;…\n]*(?:[,。!?;…\n]+|$)")


def sentences(text: str) -> list[Span]:
    """Sentences with their closing signs; together they cover `text` without gaps."""
    return _pieces(_SENTENCE, text, 0, len(text))


def clauses(text: str, start: int, end: int) -> list[Span]:
    """Stretches between commas and stops of `text[start:end]`, offsets into `text`.

    A comma inside a number (1,200万) does not end a clause.
    """
    merged: list[Span] = []
    for span in _pieces(_CLAUSE, text, start, end):
        if (
            merged
            and re.search(r"\d,$", text[max(merged[-1].start, span.start - 2) : span.start])
            and text[span.start].isdigit()
        ):
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def _pieces(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Span]:
    return [Span(m.start(), m.end()) for m in pattern.finditer(text, start, end) if m.end() > m.start()]
