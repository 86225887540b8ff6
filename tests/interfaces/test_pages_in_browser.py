"""Both pages in a real browser: rows lead to their evidence, labels go off, tables sort, nothing is loaded.

`pytest tests/interfaces/test_pages_in_browser.py --pictures docs/pictures` takes the pictures again.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from test_html import EVIL

import chinese_ie
from chinese_ie.corpus import read
from chinese_ie.document import Document, Entity
from chinese_ie.interfaces.html import render_document
from chinese_ie.interfaces.report import render_report
from chinese_ie.interfaces.sources import EXAMPLE
from chinese_ie.pipeline import from_mentions

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH")

SIZE = {"width": 1280, "height": 760}
NAMES = {
    "临澧高新区": "PARK", "湖南华澧新材料股份有限公司": "COMPANY", "德铭科技": "COMPANY",
    "香港裕泰": "COMPANY", "宏岳钢构": "COMPANY", "郭建华": "OFFICIAL", "罗振宇": "EXECUTIVE",
    "12.6亿元": "MONEY", "3.2亿元": "MONEY", "6000万美元": "MONEY",
    "4.5亿元": "MONEY", "5万吨": "CAPACITY", "常德市": "LOCATION",
}  # fmt: skip


def _read(text: str) -> Document:
    """What the rules make of the names above, wherever they stand; no model."""
    found = [
        Entity(start, start + len(name), label, name)
        for name, label in NAMES.items()
        for start in range(len(text))
        if text.startswith(name, start)
    ]
    return from_mentions(text, sorted(found, key=lambda e: e.start), published="2024-05-17")


@pytest.fixture(scope="module")
def article() -> Document:
    """The bundled article; one cannot see its end when one is at its beginning."""
    lines = EXAMPLE.read_text(encoding="utf-8").split("\n")
    filler = "\n".join(f"这一段只是为了让文章变长，里面没有任何名称，第{n}段。" for n in range(60))
    return _read("\n".join([*lines[:6], filler, *lines[6:]]))


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as run:
        started = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


class Opened:
    """A page in the browser with everything that it complained about or asked for."""

    def __init__(self, browser: playwright.Browser, path: Path, html: str, scheme: str = "light") -> None:
        path.write_text(html, encoding="utf-8")
        self.complaints: list[str] = []
        self.page = browser.new_page(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
        self.page.set_default_timeout(60_000)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.complaints.append(request.url))
        self.page.goto(path.as_uri())
        assert self.complaints.pop(0) == path.as_uri()  # the page itself

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    def in_view(self, selector: str) -> bool:
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None
        return box["y"] >= 0 and box["y"] + box["height"] <= SIZE["height"]


def _row(page: playwright.Page, company: str) -> playwright.Locator:
    return page.locator(".investments tbody tr", has_text=company)


# A document


@pytest.fixture(scope="module")
def opened(
    browser: playwright.Browser, article: Document, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    return Opened(browser, tmp_path_factory.mktemp("page") / "article.html", render_document(article))


def test_a_row_lights_its_evidence_and_brings_it_into_view(opened: Opened, article: Document) -> None:
    for made in (article.investments[-1], article.investments[0]):
        assert not opened.in_view(f"#c{made.amount_span.start}") or made is article.investments[0]
        _row(opened.page, made.company).click()
        assert "".join(opened.texts(".lit")) == article.text[slice(*made.evidence)].strip()
        assert opened.in_view(".lit")
        assert made.amount in opened.texts(".linked")
        assert opened.page.locator("[aria-current]").count() == 1
    opened.page.keyboard.press("Escape")
    assert opened.page.locator(".lit, .linked, [aria-current]").count() == 0
    assert opened.complaints == []


def test_keys_do_what_the_mouse_does(opened: Opened, article: Document) -> None:
    company = article.investments[1].company
    opened.page.evaluate("getSelection().selectAllChildren(document.getElementById('text'))")
    _row(opened.page, company).locator("a").focus()
    opened.page.keyboard.press("Enter")
    assert company in opened.texts(".linked")
    opened.page.evaluate("getSelection().empty()")
    marks = opened.page.locator("#text mark")
    marks.first.focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("document.activeElement.id") == marks.nth(1).get_attribute("id")
    assert opened.page.locator("#tip").is_visible()
    opened.page.keyboard.press("Escape")
    assert not opened.page.locator("#tip").is_visible()
    assert opened.page.locator("#text [tabindex='0']").count() == 1


def test_a_mention_tells_what_it_is_and_leads_to_its_row(opened: Opened, article: Document) -> None:
    amount = article.investments[0].amount_span
    mark = opened.page.locator(f"#c{amount.start}")
    mark.hover()
    assert opened.texts("#tip")[0].splitlines() == ["MONEY · investment", "1,260,000,000 CNY", "score 1.00"]
    mark.click()
    assert opened.page.locator("[aria-current]").inner_text().startswith(article.investments[0].company)


def test_a_label_goes_off_and_on(opened: Opened) -> None:
    button, mark = opened.page.locator("button.COMPANY"), opened.page.locator("mark.COMPANY").first
    color = "mark => getComputedStyle(mark).backgroundColor"
    coloured = mark.evaluate(color)
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert mark.evaluate(color) == "rgba(0, 0, 0, 0)" != coloured
    assert opened.page.locator("mark.MONEY").first.evaluate(color) != "rgba(0, 0, 0, 0)"
    button.click()
    assert (button.get_attribute("aria-pressed"), mark.evaluate(color)) == ("true", coloured)


def test_print_has_everything_on_paper(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    style = "node => getComputedStyle(node).position + getComputedStyle(node).maxHeight"
    assert opened.page.locator("aside").evaluate(style) == "staticnone"
    assert opened.page.locator(".keys").is_hidden()
    opened.page.emulate_media(media="screen")
    assert opened.complaints == []


def test_hostile_text_does_nothing(browser: playwright.Browser, tmp_path: Path) -> None:
    text = f"{EVIL}德铭科技投资3.2亿元，落户临澧高新区。\u202e{EVIL}\n"
    document = replace(_read(text), meta={"title": EVIL, "url": "javascript:alert(1)"})
    opened = Opened(browser, tmp_path / "evil.html", render_document(document))
    _row(opened.page, "德铭科技").click()
    assert EVIL in opened.page.locator("article").inner_text()
    report = Opened(browser, tmp_path / "report.html", render_report([(EVIL, document)]))
    assert opened.complaints == report.complaints == []


def test_a_foreign_script_is_refused_by_the_policy(browser: playwright.Browser, tmp_path: Path) -> None:
    """Were the escaping ever wrong, the browser still would not run what got in."""
    foreign = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\"></body>"
    html = render_document(_read("德铭科技投资3.2亿元。")).replace("</body>", foreign)
    opened = Opened(browser, tmp_path / "page.html", html)
    assert opened.page.title() != "taken"
    refused = [said for said in opened.complaints if "Content Security Policy" in said]
    assert any("script" in said for said in refused)
    assert any("img-src" in said for said in refused)


def test_a_text_of_a_million_characters(
    browser: playwright.Browser, tmp_path: Path, article: Document
) -> None:
    """Every mention and every row is there, and the last row still leads to its evidence."""
    size, times = len(article.text), 1_000_000 // len(article.text) + 1

    def moved(entity: Entity, n: int) -> Entity:
        return replace(entity, start=entity.start + n * size, end=entity.end + n * size)

    entities = tuple(moved(e, n) for n in range(times) for e in article.entities)
    last = article.investments[-1]
    at = (times - 1) * size
    spans = ("evidence", "company_span", "amount_span")
    ends = replace(
        last, **{name: type(last.evidence)(*(at + x for x in getattr(last, name))) for name in spans}
    )
    document = Document(article.text * times, entities, investments=(article.investments[0], ends))
    opened = Opened(browser, tmp_path / "long.html", render_document(document))
    opened.page.locator(".investments tbody tr").last.click()
    opened.page.wait_for_function("""() => {
        const { top, bottom } = document.querySelector(".lit").getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
    }""")
    assert opened.page.locator("#text mark").count() == len(entities)
    assert opened.complaints == []


# A report


@pytest.fixture(scope="module")
def report(
    browser: playwright.Browser, article: Document, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    other = replace(article, meta={**article.meta, "url": "https://example.com/2"})
    html = render_report([("one", article), ("two", other)])
    return Opened(browser, tmp_path_factory.mktemp("report") / "report.html", html)


def _numbers(report: Opened) -> list[str]:
    return report.texts("#all tbody tr:not([hidden]) td:first-child")


def test_the_table_sorts_by_each_kind_of_column(report: Opened) -> None:
    """Amounts by currency and then value, the largest first, then the other way; names by their sound."""
    amount = report.page.get_by_role("button", name="Exactly")
    amount.click()
    values = [v.split()[0] for v in report.texts("#all tbody td:nth-child(4)")]
    assert values[:3] == ["60,000,000", "60,000,000", "1,260,000,000"]
    amount.click()
    assert report.texts("#all tbody td:nth-child(4)")[0].startswith("320,000,000")
    assert report.page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    report.page.get_by_role("button", name="Investor").click()
    names = [name.split()[0] for name in report.texts("#all tbody td:nth-child(2)")]
    assert [n[0] for n in names[::2]] == ["德", "宏", "湖", "香"]  # de, hong, hu, xiang
    report.page.get_by_role("button", name="No.").click()
    assert _numbers(report) == [str(n) for n in range(1, 9)]


def test_the_filter_keeps_rows_with_every_word(report: Opened) -> None:
    report.page.fill("#filter", "德铭 same")
    assert _numbers(report) == ["6"]
    assert report.texts("#shown") == ["1 of 8"]
    report.page.fill("#filter", "")
    assert len(_numbers(report)) == 8


def test_a_repeated_event_leads_to_its_first_row(report: Opened) -> None:
    report.page.locator("#r5 em a").click()
    assert report.page.evaluate("document.querySelector(':target').id") == "r1"
    assert report.in_view("#r1")
    assert report.page.locator("#r5 a[href^='https://example.com/2']").count() == 1
    assert report.complaints == []


def test_light_and_dark(browser: playwright.Browser, article: Document, tmp_path: Path) -> None:
    """Text stands out from paper by at least 7:1 (WCAG AAA), what is soft by 4.5:1 (AA)."""
    for html in (render_document(article), render_report([("one", article)])):
        for scheme in ("light", "dark"):
            opened = Opened(browser, tmp_path / "page.html", html, scheme)
            paper, ink, soft = opened.page.evaluate("""() => ["--paper", "--ink", "--soft"].map(
                name => getComputedStyle(document.documentElement).getPropertyValue(name).trim())""")
            assert _contrast(paper, ink) >= 7
            assert _contrast(paper, soft) >= 4.5
            assert (_luminance(paper) > 0.5) == (scheme == "light")


def _luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# Pictures


def test_pictures(browser: playwright.Browser, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """With --pictures FOLDER: both pages in light and dark, as the docs show them."""
    folder = pytestconfig.getoption("--pictures")
    if folder is None:
        pytest.skip("takes pictures with --pictures FOLDER")
    page = render_document(chinese_ie.extract(EXAMPLE.read_text(encoding="utf-8")))
    for scheme in ("light", "dark"):
        opened = Opened(browser, tmp_path / "page.html", page, scheme)
        _row(opened.page, "德铭科技").click()
        _picture(opened, folder / f"article-{scheme}.png")
        opened = Opened(browser, tmp_path / "report.html", render_report(_gold(60)), scheme)
        opened.page.set_viewport_size({"width": 1280, "height": 1120})
        _picture(opened, folder / f"report-{scheme}.png")


def _gold(articles: int) -> Sequence[tuple[str, Document]]:
    """Articles of dev with their gold mentions."""
    corpus = read(Path(__file__).parents[2] / "corpus" / "dev.jsonl")[:articles]
    found = ((a, from_mentions(a.text, a.entities, published=a.date)) for a in corpus)
    return [(a.id, replace(d, meta={**d.meta, "url": a.source, "date": a.date})) for a, d in found]


def _picture(opened: Opened, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = pytest.importorskip("PIL.Image", reason="needs Pillow to make pictures small")
    shot = image.open(BytesIO(opened.page.screenshot())).convert("RGB")
    small = shot.quantize(256, image.Quantize.MAXCOVERAGE, dither=image.Dither.NONE)
    small.save(path, optimize=True)
    assert path.stat().st_size < 150_000
