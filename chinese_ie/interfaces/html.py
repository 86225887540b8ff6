"""A document as one self-contained page; nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from chinese_ie.document import Document, Entity, Investment
from chinese_ie.interfaces.colors import COLORS, TINT

_STYLE = """
.cie{font:15px/1.9 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;
max-width:60em;margin:1.5em auto;padding:0 1em}
.cie .text{white-space:pre-wrap;overflow-wrap:anywhere}
.cie mark{border-radius:.25em;padding:.1em .25em;color:inherit}
.cie mark small{font-size:.62em;opacity:.7;margin-left:.35em;vertical-align:.15em}
.cie table{border-collapse:collapse;width:100%;margin:1em 0;font-size:.92em}
.cie th,.cie td{text-align:left;padding:.35em .7em;border-bottom:1px solid #8884;vertical-align:top}
.cie tr.off{opacity:.5;text-decoration:line-through}
.cie .none{opacity:.6}
@media (prefers-color-scheme:dark){.cie-page{background:#16181c;color:#e4e6ea}}
""" + "".join(f".cie .{label}{{background:{color}{TINT}}}" for label, color in COLORS.items())
_COLUMNS = ("company", "amount", "location", "stage", "status", "rule", "evidence")


def render(document: Document) -> str:
    """A whole HTML page: investments as a table, then the text with coloured mentions."""
    title = next(iter(document.text.strip().splitlines()), "")[:60]
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{_safe(title)}</title>'
        f'<style>{_STYLE}</style></head><body class="cie-page"><div class="cie">'
        f'{_table(document)}<div class="text">{"".join(_marked(document.text, document.entities))}</div>'
        "</div></body></html>"
    )


def _table(document: Document) -> str:
    if not document.investments:
        return '<p class="none">No investment found.</p>'
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    rows = "".join(_row(document, i) for i in document.investments)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(document: Document, investment: Investment) -> str:
    evidence = document.text[investment.evidence.start : investment.evidence.end].strip()
    cells = [
        f'<a href="#c{investment.company_span.start}">{_safe(investment.company)}</a>',
        _safe(investment.amount or "–"),
        _safe(investment.location or "–"),
        _safe(investment.stage or "–"),
        investment.status,
        f"{investment.rule} ({investment.score:.2f})",
        _safe(evidence[:160]),
    ]
    off = "" if investment.status == "active" else ' class="off"'
    return f"<tr{off}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _marked(text: str, entities: Iterable[Entity]) -> Iterable[str]:
    at = 0
    for entity in entities:
        yield _safe(text[at : entity.start])
        values = "; ".join(
            f"{q.value:,f}{f' to {q.upper:,f}' if q.upper is not None else ''} {q.unit}"
            for q in entity.quantities
        )
        hint = f"{entity.norm or entity.text} · {entity.score:.2f}{' · ' + values if values else ''}"
        yield (
            f'<mark class="{entity.label}" id="c{entity.start}" title="{_safe(hint)}">'
            f"{_safe(entity.text)}<small>{entity.label}</small></mark>"
        )
        at = entity.end
    yield _safe(text[at:])


def _safe(text: str) -> str:
    """Escaped, and lone surrogates shown as the replacement character, so that the page is UTF-8."""
    return escape(text.encode("utf-8", "replace").decode("utf-8"))
