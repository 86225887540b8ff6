"""pandas: documents as frames, a frame of articles as one of investments."""

import gc
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import chinese_ie
from chinese_ie.document import Document, Entity, Investment, Person, Quantity, Span
from chinese_ie.pipeline import Pipeline

pd = pytest.importorskip("pandas")

TEXT = "汉尧富锂投资51亿元。"
MADE = Investment(
    company="汉尧富锂", amount="51亿元", value=Decimal("5.1E+9"), upper=None, currency="CNY", modifier=None,
    location=None, adcode=None, project=None, capacity=None, stage="signed", status="active", date="2020-10",
    rule="test", score=0.25, evidence=Span(0, 11), company_span=Span(0, 4), amount_span=Span(6, 10),
    location_span=None,
)  # fmt: skip
PAIR = (Quantity(Decimal("4E8"), "W"), Quantity(Decimal("8E8"), "Wh"))
DOCUMENT = Document(
    TEXT,
    (
        Entity(0, 4, "COMPANY", "汉尧富锂", "汉尧富锂", 0.5),
        Entity(6, 10, "MONEY", "51亿元", "51亿元", 1.0, PAIR),
    ),
    people=(Person("张三", "official", "市长", None, 0, 2),),
    investments=(MADE,),
)
SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"
TYPES = {
    "company": "str", "amount": "str", "value": "float64", "upper": "float64", "currency": "str",
    "modifier": "str", "location": "str", "adcode": "str", "project": "str", "capacity": "str",
    "stage": "str", "status": "str", "date": "str", "date_start": "datetime64[s]", "rule": "str",
    "score": "float64", "evidence": "str", "evidence_start": "Int64", "evidence_end": "Int64",
    "company_start": "Int64", "company_end": "Int64", "amount_start": "Int64", "amount_end": "Int64",
    "location_start": "Int64", "location_end": "Int64",
}  # fmt: skip


@pytest.fixture(scope="module")
def nlp(tiny_model: Path) -> Pipeline:
    return chinese_ie.load(tiny_model)


# One document


def test_one_row_an_investment() -> None:
    frame = DOCUMENT.to_frame()
    assert len(frame) == 1
    row = frame.iloc[0]
    assert (row["company"], row["value"], row["evidence"]) == ("汉尧富锂", 5.1e9, TEXT)
    assert row["date_start"] == datetime(2020, 10, 1)
    assert TEXT[row["amount_start"] : row["amount_end"]] == row["amount"] == "51亿元"
    assert frame[["upper", "location", "location_start"]].isna().all(axis=None)


@pytest.mark.parametrize("document", [DOCUMENT, Document("")], ids=["rows", "no rows"])
def test_columns_and_types_are_always_the_same(document: Document) -> None:
    assert {name: str(kind) for name, kind in document.to_frame().dtypes.items()} == TYPES


@pytest.mark.parametrize(
    ("told", "start"),
    [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("2024-05-16", "2024-05-16"), (None, None)],
)
def test_the_first_day_of_what_is_told(told: str | None, start: str | None) -> None:
    found = replace(DOCUMENT, investments=(replace(MADE, date=told),)).to_frame()["date_start"].iloc[0]
    assert pd.isna(found) if start is None else found == pd.Timestamp(start)


def test_mentions_and_people() -> None:
    entities = DOCUMENT.to_frame("entities")
    assert list(entities["label"]) == ["COMPANY", "MONEY"]
    assert list(entities["unit"].isna()) == [True, False]
    assert (entities["value"].iloc[1], entities["unit"].iloc[1]) == (4e8, "W")  # of a pair the first
    assert list(Document("").to_frame("entities").columns) == list(entities.columns)
    (person,) = DOCUMENT.to_frame(kind="people").itertuples(index=False)
    assert tuple(person)[:3] == ("张三", "official", "市长")
    assert pd.isna(person.organization)
    assert (person.start, person.end) == (0, 2)


def test_no_such_table() -> None:
    with pytest.raises(chinese_ie.InputError, match="'investments', 'entities', 'people'"):
        DOCUMENT.to_frame("rows")  # type: ignore[arg-type]


def test_lone_surrogates_become_question_marks() -> None:
    broken = Document("公\ud800司", (Entity(0, 3, "COMPANY", "公\ud800司", "公\ud800司"),))
    assert broken.to_frame("entities")["text"].iloc[0] == "公?司"


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(chinese_ie.MissingExtraError, match=r"chinese-ie\[pandas\]"):
        DOCUMENT.to_frame()


# Many articles


def test_rows_carry_the_index_of_their_article(nlp: Pipeline) -> None:
    """Also where a label comes twice, where a cell is missing, and where a text has no investment."""
    frame = pd.DataFrame(
        {
            "text": [
                SENTENCE,
                None,
                "没有。",
                f"{SENTENCE}\n企业投资5亿元在扬州建设项目。",
                float("nan"),
                SENTENCE,
                "",
            ]
        },
        index=["a", "b", "c", "d", "e", "a", "g"],
    )
    found = chinese_ie.extract_frame(frame, column="text", pipeline=nlp)
    assert list(found.index) == ["a", "d", "d", "a"]
    assert list(found["value"]) == [3e9, 3e9, 5e8, 3e9]
    assert {name: str(kind) for name, kind in found.dtypes.items()} == TYPES


def test_rows_join_their_articles(nlp: Pipeline) -> None:
    index = pd.MultiIndex.from_tuples([("x", 1), ("x", 2)], names=["site", "page"])
    frame = pd.DataFrame({"text": [pd.NA, SENTENCE]}, index=index)
    joined = frame.join(chinese_ie.extract_frame(frame, column="text", pipeline=nlp))
    assert joined.loc[("x", 2), "company"] == "企业集团"
    assert pd.isna(joined.loc[("x", 1), "company"])


def test_nothing_to_read_has_the_columns(nlp: Pipeline) -> None:
    for frame in (pd.DataFrame({"text": []}), pd.DataFrame({"text": [None, None]})):
        found = chinese_ie.extract_frame(frame, column="text", pipeline=nlp)
        assert (len(found), dict(found.dtypes.astype(str))) == (0, TYPES)


@pytest.mark.parametrize(
    ("published", "start"),
    [
        ("2021-06-20", "2021-05-08"),
        (date(2022, 6, 20), "2022-05-08"),
        (datetime(2023, 6, 20, 9, 30), "2023-05-08"),
        (pd.Timestamp("2019-06-20"), "2019-05-08"),
        (None, None),
        (float("nan"), None),
        (pd.NaT, None),
    ],
)
def test_dates_by_the_day_of_publication(published: Any, start: str | None) -> None:
    """5月8日 is a day of the year in which the article appeared; nobody knows which where that is missing."""
    text = "5月8日，江苏星河新能源科技有限公司与扬州经济技术开发区签约，投资50亿元建设电池项目。"
    frame = pd.DataFrame({"text": [None, text], "day": pd.Series([published, published], dtype=object)})
    (found,) = chinese_ie.extract_frame(frame, column="text", published="day")["date_start"]
    assert pd.isna(found) if start is None else found == pd.Timestamp(start)


def test_kinds_of_rows(nlp: Pipeline) -> None:
    frame = pd.DataFrame({"text": ["扬州园区"]}, index=[7])
    found = chinese_ie.extract_frame(frame, column="text", kind="entities", pipeline=nlp)
    assert (list(found.index), list(found["text"])) == ([7, 7], ["扬州", "园区"])


def test_wrong_columns_and_cells(nlp: Pipeline) -> None:
    frame = pd.DataFrame({"text": ["园区", 3], "day": [["2020"], None]}, index=["one", "two"])
    with pytest.raises(chinese_ie.InputError, match=r"'body'.*text, day"):
        chinese_ie.extract_frame(frame, column="body", pipeline=nlp)
    with pytest.raises(chinese_ie.InputError, match="'two' of 'text' holds a int"):
        chinese_ie.extract_frame(frame, column="text", pipeline=nlp)
    with pytest.raises(chinese_ie.InputError, match="'one' was published"):
        chinese_ie.extract_frame(frame.iloc[:1], column="text", published="day", pipeline=nlp)
    twice = pd.concat([frame, frame], axis=1)
    with pytest.raises(chinese_ie.InputError, match="not one column 'text'"):
        chinese_ie.extract_frame(twice, column="text", pipeline=nlp)


class _Counting(Pipeline):
    """Counts the documents that are alive while others are read."""

    alive = 0

    def pipe(self, *args: Any, **options: Any) -> Iterator[Document]:
        for document in super().pipe(*args, **options):
            self.alive = max(self.alive, _documents(gc.get_objects()))
            yield document


def _documents(objects: Iterable[object]) -> int:
    return sum(type(thing) is Document and thing.text.startswith("第") for thing in objects)


def test_few_documents_are_held(tiny_model: Path) -> None:
    frame = pd.DataFrame({"text": [f"第{n}篇。{SENTENCE}" for n in range(40)]})
    pipeline = _Counting(tiny_model)
    assert len(chinese_ie.extract_frame(frame, column="text", batch_size=4, pipeline=pipeline)) == 40
    assert 1 <= pipeline.alive <= 4 + 1
