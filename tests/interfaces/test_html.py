"""The page of a document: escaped, self-contained, every mention once, links that lead somewhere."""

from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

import chinese_ie
from chinese_ie.document import Document, Entity, Investment, Quantity, Span, Status
from chinese_ie.interfaces.html import render

EVIL = "<script>alert('1')</script>&\""


class Page(HTMLParser):
    """Start tags with attributes in order, all text, and the text outside of <style> and <small>."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.article = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self._open.append(dict(attrs).get("class") if tag == "div" else tag)  # type: ignore[arg-type]
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() in (tag, "cie", "text")

    def handle_data(self, data: str) -> None:
        self.text[self._open[-1]] = self.text.get(self._open[-1], "") + data
        if "text" in self._open and self._open[-1] != "small":
            self.article += data

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _document(company: str = "企业", text: str | None = None, status: Status = "active") -> Document:
    text = text or f"{company}投资3亿元"
    money = text.index("3亿元")
    return Document(
        text,
        (
            Entity(0, len(company), "COMPANY", company, company, 0.987),
            Entity(money, money + 3, "MONEY", "3亿元", "3亿元", 1.0, (Quantity(Decimal("3E8"), "CNY"),)),
        ),
        investments=(
            Investment(
                company=company, amount=company, value=Decimal("3E8"), upper=None, currency="CNY",
                modifier=None, location=company, adcode=None, project=company, capacity=None, stage=company,
                status=status, date=None, rule="some_rule", score=0.5, evidence=Span(0, len(text)),
                company_span=Span(0, len(company)), amount_span=Span(money, money + 3), location_span=None,
            ),
        ),
    )  # fmt: skip


def test_everything_from_the_article_is_escaped() -> None:
    """In the title, in a name, in the table, in the hint of a mention, in the text around it."""
    html = render(_document(EVIL, f"{EVIL}{EVIL}投资3亿元{EVIL}\n{EVIL}"))
    assert "<script" not in html
    page = Page(html)
    assert {tag for tag, _ in page.tags} == {
        "html", "head", "meta", "title", "style", "body", "div", "table", "thead", "tbody", "tr", "th", "td",
        "a", "mark", "small",
    }  # fmt: skip
    assert page.article == f"{EVIL}{EVIL}投资3亿元{EVIL}\n{EVIL}"
    assert page.having("mark")[0]["title"] == f"{EVIL} · 0.99"
    assert page.text["a"] == EVIL
    assert page.text["td"].count(EVIL) == 3 + 4  # amount, location, stage; four times in the evidence
    assert page.text["title"].startswith(EVIL)


def test_each_mention_once_and_the_text_whole() -> None:
    document = _document()
    page = Page(render(document))
    assert page.article == document.text
    assert [(m["class"], m["id"]) for m in page.having("mark")] == [("COMPANY", "c0"), ("MONEY", "c4")]
    assert page.text["mark"] == "企业3亿元"
    assert page.having("mark")[1]["title"] == "3亿元 · 1.00 · 300,000,000 CNY"


def test_range_in_the_hint() -> None:
    money = Entity(0, 5, "MONEY", "3到5亿元", "3到5亿元", 1.0, (Quantity(Decimal(3), "CNY", Decimal(5)),))
    assert "3 to 5 CNY" in render(Document("3到5亿元", (money,)))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "园区\r\n", "\ud800园区\udfff", "\x00\x01", "a" * 1000])
def test_any_text_gives_a_page(text: str) -> None:
    html = render(Document(text))
    html.encode("utf-8")
    assert "No investment found." in html
    assert html.startswith("<!doctype html>")
    assert html.endswith("</html>")


def test_only_active_investments_are_shown_as_such() -> None:
    assert 'class="off"' not in render(_document())
    assert 'class="off"' in render(_document(status="cancelled"))


def _check_links(html: str) -> None:
    """Nothing is loaded; identifiers are unique; every link leads to one."""
    page = Page(html)
    allowed = {"lang", "charset", "class", "id", "title", "href"}
    assert {name for _, attributes in page.tags for name in attributes} <= allowed
    anchors = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    for _, attributes in page.tags:
        if "href" in attributes:
            assert str(attributes["href"]).removeprefix("#") in anchors
            assert str(attributes["href"]).startswith("#")
    assert "url(" not in page.text["style"]
    assert "@import" not in page.text["style"]


def test_the_example_is_self_contained() -> None:
    text = (Path(chinese_ie.__file__).parent / "interfaces/data/example.txt").read_text(encoding="utf-8")
    document = chinese_ie.extract(text)
    html = document.to_html()
    assert "http" not in html
    assert "src=" not in html
    _check_links(html)
    page = Page(html)
    assert page.article == text
    assert len(page.having("mark")) == len(document.entities)
    assert len(page.having("a")) == len(document.investments)
    assert document._repr_html_() == html


def test_links_of_a_text_with_several_investments(tiny_model: Path) -> None:
    text = "企业集团公司投资30亿元，项目落户园区。\n公司投资5亿元在扬州建设。http://a.b/c.js"
    document = chinese_ie.load(tiny_model)(text)
    assert len(document.investments) == 2
    _check_links(document.to_html())
