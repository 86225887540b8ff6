"""Articles of every shape, for round trips."""

import itertools
from decimal import Decimal

from hypothesis import strategies as st

from chinese_ie.corpus import Article, Office, Record
from chinese_ie.document import AMOUNT_ROLES, LABELS, Entity

_NAME = st.text("汉尧富锂 <&>\"'\\+\n#=[]🎉é", min_size=1, max_size=8)
_OPTIONAL = st.none() | _NAME
_VALUE = st.integers(0, 10**15).map(Decimal) | st.decimals(0, 10**9, places=2, allow_nan=False)


def _records(entities: tuple[Entity, ...]) -> st.SearchStrategy[Record]:
    """Records of any names, often of names and amounts that are mentions."""

    def name(*labels: str) -> st.SearchStrategy[str]:
        surfaces = [e.text for e in entities if e.label in labels]
        return st.sampled_from(surfaces) | _NAME if surfaces else _NAME

    return st.builds(
        Record,
        company=name("COMPANY"),
        amount=name("MONEY"),
        value=_VALUE,
        currency=st.sampled_from(["CNY", "USD"]),
        location=st.none() | name("PARK", "LOCATION"),
        upper=st.none() | _VALUE,
        modifier=st.none() | st.sampled_from(["about", "over"]),
        company_aliases=st.lists(name("COMPANY"), max_size=2).map(tuple),
        location_aliases=st.lists(name("PARK", "LOCATION"), max_size=2).map(tuple),
        project=_OPTIONAL,
        capacity=_OPTIONAL,
        stage=_OPTIONAL,
        date=_OPTIONAL,
        optional=st.booleans(),
    )


_OFFICES = st.builds(
    Office,
    name=_NAME,
    title=_OPTIONAL,
    organization=_OPTIONAL,
    organization_aliases=st.lists(_NAME, max_size=2).map(tuple),
)


def _article(characters: st.SearchStrategy[str]) -> st.SearchStrategy[Article]:
    @st.composite
    def article(draw: st.DrawFn) -> Article:
        text = draw(st.text(characters, max_size=40))
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        spans = [(a, b) for a, b in itertools.pairwise(cuts) if draw(st.booleans())]
        entities = []
        for a, b in spans:
            label = draw(st.sampled_from(LABELS))
            role = draw(st.none() | st.sampled_from(AMOUNT_ROLES)) if label == "MONEY" else None
            entities.append(Entity(a, b, label, text[a:b], role=role))
        return Article(
            id=draw(st.text("abc-1", min_size=1, max_size=5)),
            text=text,
            entities=tuple(entities),
            investments=tuple(draw(st.lists(_records(tuple(entities)), max_size=3))),
            people=tuple(draw(st.lists(_OFFICES, max_size=2))),
            split=draw(st.none() | st.sampled_from(["train", "dev", "test"])),
            genre=draw(_OPTIONAL),
            source=draw(_OPTIONAL),
            date=draw(_OPTIONAL),
        )

    return article()


_SPECIAL = st.sampled_from("<&>/;\n\r\t+🎉\ufeff\u2028\x00")

ARTICLES = _article(_SPECIAL | st.characters(codec="utf-8"))  # what UTF-8 can hold
WILD_ARTICLES = _article(
    _SPECIAL | st.sampled_from("\ud800\udfff") | st.characters()
)  # any, lone surrogates too
