"""The page of a document: escaped, self-contained, every mention once, rows that lead to their evidence."""

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

import chinese_ie
from chinese_ie.document import Document, Entity, Investment, Person, Quantity, Section, Span
from chinese_ie.interfaces.html import exact, render_compact, render_document

EVIL = "</script><script>alert('1')</script>&\"</style><img src=x onerror=alert(1)>"
THREE = (Quantity(Decimal("3E8"), "CNY"),)
VOID = ("meta", "br", "input")


class Page(HTMLParser):
    """Elements with their attributes, and the text of each element by its tag and first class."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.article = ""
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, str(dict(attrs).get("class") or "").split(" ")[0]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, _ = self._open[-1] if self._open else ("", "")
        self.text[tag] = self.text.get(tag, "") + data
        if any(name == "line" for _, name in self._open):
            self.article += data

    def having(self, tag: str, kind: str = "") -> list[dict[str, str | None]]:
        found = [attributes for name, attributes in self.tags if name == tag]
        return [a for a in found if not kind or kind in str(a.get("class")).split(" ")]


def _document(company: str = "企业", text: str | None = None) -> Document:
    text = text or f"{company}投资3亿元"
    money = text.index("3亿元")
    return Document(
        text,
        (
            Entity(0, len(company), "COMPANY", company, company, 0.987),
            Entity(money, money + 3, "MONEY", "3亿元", "3亿元", 1.0, THREE, "investment"),
        ),
        people=(Person(company, "official", company, company, 0, len(company)),),
        investments=(
            Investment(
                company=company, amount=company, value=Decimal("3E8"), upper=None, currency="CNY",
                modifier=None, location=company, adcode=None, project=company, capacity=company,
                stage=company, status="active", date=None, rule="some_rule", score=0.5,
                evidence=Span(0, len(text)), company_span=Span(0, len(company)),
                amount_span=Span(money, money + 3), location_span=None,
            ),
        ),
    )  # fmt: skip


# Hostile text


@pytest.mark.parametrize("render", [render_document, render_compact])
def test_everything_from_the_article_is_escaped(render: type) -> None:
    document = replace(
        _document(EVIL, f"{EVIL}{EVIL}投资3亿元{EVIL}\n{EVIL}"),
        meta={"title": EVIL, "source": EVIL, "author": EVIL, "date": EVIL, "url": f"http://a.b/{EVIL}"},
        sections=(Section("headline", 0, 3),),
    )
    harmless = Page(render(_document()))
    page = Page(render(document))
    assert page.article.strip("\n") == document.text
    assert {tag for tag, _ in page.tags} - {tag for tag, _ in harmless.tags} <= {"span", "h1"}
    names = {name for _, attributes in page.tags for name in attributes}
    assert names - {name for _, attributes in harmless.tags for name in attributes} <= {"rel"}
    assert len(page.having("script")) == len(harmless.having("script"))
    assert page.text.get("script") == harmless.text.get("script")
    assert page.text["style"] == harmless.text["style"]
    assert str(page.having("mark")[0]["title"]).splitlines()[0] == "COMPANY"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.b", "http://[", "x" * 9, 3, None]
)
def test_only_addresses_of_the_web_become_links(url: object) -> None:
    page = Page(render_document(replace(_document(), meta={"url": url})))
    assert all(str(a.get("href")).startswith("#") for a in page.having("a"))
    linked = Page(render_document(replace(_document(), meta={"url": "https://a.b/c?d=1&e"})))
    assert [a["href"] for a in linked.having("a") if a.get("rel")] == ["https://a.b/c?d=1&e"]


def test_nothing_stands_unseen() -> None:
    """A mark of direction would make the page say something else than the text does."""
    text = "公\u202e司\u2066投\x00资\u200b3亿元\ud800"
    html = render_document(_document("公\u202e司", text))
    assert not set("\u202e\u2066\x00\u200b\ud800") & set(html)
    page = Page(html)
    assert [a["title"] for a in page.having("span", "unseen")][:3] == [
        "RIGHT-TO-LEFT OVERRIDE", "LEFT-TO-RIGHT ISOLATE", "control character",
    ]  # fmt: skip
    assert page.article.strip("\n") == "公U+202E司U+2066投U+0000资U+200B3亿元U+D800"
    assert "公⟨U+202E⟩司" in page.text["bdi"]


def test_the_policy_names_this_very_script() -> None:
    """The hash in the policy is that of what stands between the tags, so that nothing else runs."""
    from base64 import b64encode
    from hashlib import sha256

    page = Page(render_document(_document()))
    (policy,) = [a["content"] for a in page.having("meta") if a.get("http-equiv")]
    for tag in ("script", "style"):
        digest = b64encode(sha256(page.text[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none'")


# What is on it


def test_each_mention_once_and_the_text_whole() -> None:
    page = Page(render_document(_document()))
    assert page.article.strip("\n") == "企业投资3亿元"
    assert [(m["class"], m["id"]) for m in page.having("mark")] == [("COMPANY", "c0"), ("MONEY", "c4")]
    assert page.having("mark")[1]["title"] == "MONEY · investment\n300,000,000 CNY\nscore 1.00"
    assert page.having("mark")[0]["title"] == "COMPANY\n企业 · 企业\nscore 0.99"
    assert [b["data-label"] for b in page.having("button")] == ["COMPANY", "MONEY"]


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (Quantity(Decimal("1.26E9"), "CNY"), "1,260,000,000 CNY"),
        (Quantity(Decimal(3), "CNY", Decimal(5)), "3 – 5 CNY"),
        (Quantity(Decimal("1234.50"), "USD", modifier="about"), "≈ 1,234.5 USD"),
        (Quantity(Decimal(50000), "t", modifier="at_least", per="year"), "≥ 50,000 t / year"),
        (Quantity(Decimal("1E40"), "CNY"), f"{10**40:,} CNY"),
    ],
)
def test_exact_amounts(quantity: Quantity, written: str) -> None:
    assert exact(quantity) == written


@pytest.mark.parametrize("text", ["", " ", "\n\n", "园区\r\n", "\ud800园区\udfff", "\x00\x01", "a" * 1000])
def test_any_text_gives_a_page(text: str) -> None:
    html = render_document(Document(text))
    html.encode("utf-8")
    assert "No investment found." in html
    assert html.startswith("<!doctype html>")
    Page(render_compact(Document(text)))


@pytest.mark.parametrize("status", ["active", "negated", "cancelled", "wished"])
def test_the_status_is_said_unless_active(status: str) -> None:
    made = replace(_document().investments[0], status=status)
    page = Page(render_document(replace(_document(), investments=(made,))))
    assert len(page.having("tr", status)) == 1
    assert ("em" in page.text) == (status != "active")


def test_lines_have_the_kind_of_their_section() -> None:
    sections = (Section("headline", 0, 3), Section("body", 3, 6), Section("links", 6, 8))
    page = Page(render_document(Document("一二\n三四\n五六", sections=sections)))
    assert [d["class"] for d in page.having("div", "line")] == ["line headline", "line body", "line clutter"]


def test_a_headline_of_the_text_is_not_repeated() -> None:
    text = "一二\n三四"
    assert "h1" not in Page(render_document(Document(text, meta={"title": "一二"}))).text
    assert Page(render_document(Document(text, meta={"title": "七八"}))).text["h1"] == "七八"


# Evidence


def _evidence(page: Page, row: dict[str, str | None]) -> list[str]:
    return [f"p{n}" for n in range(int(row["data-first"] or 0), int(row["data-last"] or 0) + 1)]


def test_a_row_leads_to_the_pieces_of_its_evidence() -> None:
    """Sentences over two lines are two pieces; white space around is left out."""
    text = "开头。 企业投资3亿元，\n分两年。结尾。"
    whole = Span(3, 19)
    made = replace(
        _document().investments[0], evidence=whole, company_span=Span(4, 6), amount_span=Span(8, 11)
    )
    entities = (Entity(4, 6, "COMPANY", "企业", "企业"), Entity(8, 11, "MONEY", "3亿元", "3亿元"))
    page = Page(render_document(Document(text, entities, investments=(made,))))
    (row,) = [a for a in page.having("tr") if "data-first" in a]
    pieces = [a["id"] for a in page.having("span", "evidence")]
    assert _evidence(page, row) == pieces
    assert len(pieces) == 2
    assert row["data-mentions"] == "c4 c8"


@given(st.data())
def test_pieces_give_the_text_back(data: st.DataObject) -> None:
    """Whatever mentions, evidence and line ends do to each other: no character lost, names unique."""
    text = data.draw(st.text("公司\n <", max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    entities = tuple(
        Entity(a, b, "COMPANY", text[a:b], text[a:b]) for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    )
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4))
    made = tuple(replace(_document().investments[0], evidence=Span(min(s), max(s))) for s in spans)
    page = Page(render_document(Document(text, entities, investments=made)))
    shown = "".join(line for line in page.article.split("\n") if line)
    assert shown == text.replace("\n", "")
    names = [a["id"] for _, a in page.tags if "id" in a]
    assert len(names) == len(set(names))
    for row in page.having("tr"):
        if "data-first" in row:
            assert set(_evidence(page, row)) <= set(names)
    for link in page.having("a"):
        assert link.get("href") is None or str(link["href"])[1:] in names


def test_the_example_is_self_contained() -> None:
    text = (Path(chinese_ie.__file__).parent / "interfaces/data/example.txt").read_text(encoding="utf-8")
    document = chinese_ie.extract(text)
    html = document.to_html()
    page = Page(html)
    assert not {"src", "srcset", "style", "onclick", "data-src"} & {n for _, a in page.tags for n in a}
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert "url(" not in page.text["style"]
    assert "@import" not in page.text["style"]
    assert len(page.having("mark")) == len(document.entities)
    assert len([a for a in page.having("tr") if "data-first" in a]) == len(document.investments)


def test_time_grows_with_the_text() -> None:
    def document(times: int) -> Document:
        part = _document(text="企业投资3亿元。\n")
        size = len(part.text)
        return Document(
            part.text * times,
            tuple(
                replace(e, start=e.start + n * size, end=e.end + n * size)
                for n in range(times)
                for e in part.entities
            ),
            investments=tuple(
                replace(part.investments[0], evidence=Span(n * size, (n + 1) * size)) for n in range(times)
            ),
        )

    short, long = document(200), document(800)
    assert growth(lambda: render_document(short), lambda: render_document(long)) < 8


# In a notebook


def test_notebook_view_is_small_and_has_no_names() -> None:
    """Many of them stand in one notebook: no identifiers, no script, not the whole of a long text."""
    document = _document(text="企业投资3亿元。" + "字" * 100_000)
    html = document._repr_html_()
    page = Page(html)
    assert len(html) < 12_000
    assert "script" not in page.text
    assert not any("id" in attributes for _, attributes in page.tags)
    assert "98,508 more characters" in page.text["p"]
    assert all(
        rule.strip().startswith(".chinese-ie") for rule in page.text["style"].split("}") if rule.strip()
    )


def test_notebook_view_cuts_no_mention() -> None:
    text = "字" * 1498 + "企业集团投资"
    page = Page(render_compact(Document(text, (Entity(1498, 1502, "COMPANY", "企业集团", "企业集团"),))))
    assert page.article.strip("\n") == "字" * 1498
