"""New names in the style of old ones, to swap in annotated articles.

Every method takes a `random.Random` and the name that is to be replaced, and returns another name
of the same style: 上饶经开区 → 枝江高新区, 远禾自动化工程股份有限公司 → 泽丰光伏股份有限公司. The lists
lie in `training/data`, regions come from `chinese_ie.linking.places`, numbers from `training.amounts`.
"""

import re
from bisect import bisect
from collections import defaultdict
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random

from training import amounts
from training.place_names import PlaceNames

DATA = Path(__file__).parent / "data"

_LATIN = re.compile(r"[A-Za-z0-9&.\- ]*[A-Za-z][A-Za-z0-9&.\- ]*")
_LATIN_LEAD = re.compile(r"[A-Za-z0-9&\-]*[A-Za-z][A-Za-z0-9&\-]*")
_BRACKET = re.compile(r"[(（]([一-龥]{2,8})[)）]")
_BANK = re.compile(r"(.*?)(农村商业|农商|村镇|城市商业|商业)?银行(.*)")
_FUND = re.compile(r"(.{2,}?)((?:产业|股权|创业|并购|引导|发展|母|投资|创投)*基金.*)")
_BARE_PARKS = (
    "经开区",
    "高新区",
    "开发区",
    "新区",
    "综保区",
    "保税区",
    "产业园",
    "工业园",
    "科技园",
    "自贸区",
    "示范区",
)
_BRANCH = re.compile(r"(.*?)([分支]行)")
_SYLLABLES = (
    "博莱施艾科诺维凯罗格贝菲梅赛奥伊卡尼西德霍汉巴戴克法萨威"
    "阿希杜欧泰普瓦尔耐默斯利纳拉里雷洛米森特蒂顿曼夫达姆恩勒兹"
)


class _Weighted:
    """Items drawn by weight."""

    def __init__(self, rows: list[tuple[str, float]]) -> None:
        self.items = [item for item, _ in rows]
        self._sums = list(accumulate(weight for _, weight in rows))

    def draw(self, rng: Random) -> str:
        return self.items[bisect(self._sums, rng.random() * self._sums[-1])]


class Names:
    """Draws names from the lists in `folder`.

    >>> names = Names()
    >>> len(names.person(Random(1), "周红新"))
    3
    """

    def __init__(self, folder: Path = DATA) -> None:
        self._folder = folder
        self.surnames = _Weighted([(s, float(w)) for s, w in self._rows("surnames.tsv")])
        self.given = _Weighted([(c, float(w)) for c, w in self._rows("given_name_characters.tsv")])
        self.suffixes = {s: float(w) for s, w in self._rows("company_suffixes.tsv")}
        self.industries = [row[0] for row in self._rows("industries.tsv")]
        self.words: dict[str, list[str]] = defaultdict(list)
        for word, kind in self._rows("company_words.tsv"):
            self.words[kind].append(word)
        self.brands = [(full, short.split("|"), kind) for full, short, kind in self._rows("brands.tsv")]
        self.parks = [(full, short.split("|")) for full, short in self._rows("parks.tsv")]
        self.park_kinds = [(full, short, float(w)) for full, short, w in self._rows("park_kinds.tsv")]
        self.abroad: dict[str, list[str]] = defaultdict(list)
        for place, kind in self._rows("foreign_places.tsv"):
            self.abroad[kind].append(place)
        self._places = PlaceNames(self.abroad, lambda rng: self._trade(rng, "远禾"))

    def _rows(self, file: str) -> list[list[str]]:
        lines = (self._folder / file).read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines if line and not line.startswith("#")]

    # ---- companies

    def company(self, rng: Random, like: str) -> str:
        """A company name of the style of `like`.

        Kept: full legal or short form, legal ending, leading region, region in brackets, whether a
        trade word follows, Latin letters, foreign sound, bank, fund.
        """
        if _LATIN.fullmatch(like):
            return self._latin(rng, like)
        if bank := _BANK.fullmatch(like):
            return self._bank(rng, like, bank)
        if any(like in shorts for _, shorts, kind in self.brands if kind == "bank"):
            return self._brand(rng, "bank", full=False, length=len(like))
        if fund := _FUND.fullmatch(like):
            return self._fund(rng, fund)
        ending = self._ending(like)
        legal = ending.endswith(("公司", "厂", "总厂", ")", "）"))
        plain = not self._places.chain(like)[0] and not _LATIN_LEAD.match(like)
        if plain and rng.random() < 0.12:
            return self._brand(rng, None, full=legal, length=len(like))
        bracket = _BRACKET.search(like.removesuffix(ending))
        front = like.removesuffix(ending)
        if bracket:
            front = front[: bracket.start()] + front[bracket.end() :]
        parts, core = self._places.chain(front)
        if not core:
            parts, core = [], front
        countries = ("中国", *self.abroad["country"])
        country = next((c for c in countries if core.startswith(c) and len(core) > len(c) + 1), "")
        core = core.removeprefix(country)
        industry = self._industry_at_end(core)
        trade = core.removesuffix(industry)
        where = f"{bracket[0][0]}{self.location(rng, bracket[1])}{bracket[0][-1]}" if bracket else ""
        name = self.location(rng, country) + self._places.render(rng, parts) + self._trade(rng, trade)
        return name + (rng.choice(self.industries) if industry else "") + where + ending

    def company_pair(self, rng: Random) -> tuple[str, str]:
        """A full legal name and a short name of the same new company."""
        trade = self._trade(rng, rng.choice(("远禾", "远禾", "远禾", "禾青青", "合克西斯", "远为弘禾")))
        industry = rng.choice(self.industries)
        region = self.location(rng, rng.choice(("上饶", "上饶", "上饶市", "江西", "昆山")))
        legal = [s for s in self.suffixes if s.endswith("公司")]
        ending = rng.choices(legal, [self.suffixes[s] for s in legal])[0]
        style = rng.random()
        if style < 0.45:
            full = f"{region}{trade}{industry}{ending}"
        elif style < 0.75:
            full = f"{trade}{industry}({region}){ending}" if "集团)" not in ending else f"{trade}{ending}"
        else:
            full = f"{trade}{industry}{ending}"
        shorts = [trade, trade]
        if industry in full and len(trade + industry) <= 7:
            shorts += [trade + industry] * 3
        if "股份" in ending:
            shorts.append(trade + "股份")
        if "集团" in ending:
            shorts.append(trade + "集团")
        return full, rng.choice(shorts)

    def _ending(self, like: str) -> str:
        fitting = [s for s in self.suffixes if like.endswith(s) and len(like) - len(s) >= 2]
        return max(fitting, key=len, default="")

    def _industry_at_end(self, core: str) -> str:
        fitting = [i for i in self.industries if core.endswith(i) and len(core) - len(i) >= 2]
        return max(fitting, key=len, default="")

    def _trade(self, rng: Random, like: str) -> str:
        """An invented trade name, as long as `like` where that is 2 to 4 characters."""
        if latin := _LATIN_LEAD.match(like):
            rest = like[latin.end() :]
            return self._latin(rng, latin[0]) + (self._trade(rng, rest) if len(rest) > 1 else rest)
        length = min(max(len(like), 2), 4)
        if length > 2 and sum(c in _SYLLABLES for c in like) >= 0.6 * len(like):
            return self._syllables(rng, length)
        if length == 4:
            return self._trade(rng, "远禾") + self._trade(rng, "远禾")
        kind = rng.choice(("idea", "auspicious", "auspicious", "transliteration", "three"))
        fitting = self._words_of(kind, length) or self._words_of("three", length) or self._words_of("idea", 2)
        return rng.choice(fitting)

    def _words_of(self, kind: str, length: int) -> list[str]:
        return self._by_length.get((kind, length), [])

    @cached_property
    def _by_length(self) -> dict[tuple[str, int], list[str]]:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for kind, words in self.words.items():
            for word in words:
                found[kind, len(word)].append(word)
        return dict(found)

    def _syllables(self, rng: Random, length: int) -> str:
        return "".join(rng.sample(_SYLLABLES, length))

    def _latin(self, rng: Random, like: str) -> str:
        letters = min(max(sum(c.isalpha() for c in like), 2), 8)
        if like.isupper() and letters <= 5:
            return "".join(rng.choices("ABCDEFGHIKLMNOPRSTVXYZ", k=letters))
        pieces = [rng.choice("bcdfgklmnprstvz") + rng.choice("aeiou") for _ in range(max(2, letters // 2))]
        word = "".join(pieces) + rng.choice(("", "n", "x", "s", "tec", "tek"))
        return word.upper() if like.isupper() else word if like.islower() else word.capitalize()

    def _brand(self, rng: Random, kind: str | None, *, full: bool, length: int) -> str:
        """A well-known company; short names of nearly the given length."""
        financial = ("bank", "fund", "insurance")
        those = [b for b in self.brands if b[2] == kind or (kind is None and b[2] not in financial)]
        if full:
            return rng.choice([name for name, _, _ in those if name.endswith("公司")])
        shorts = [s for _, names, _ in those for s in names if not _LATIN.fullmatch(s)]
        near = [s for s in shorts if abs(len(s) - length) <= (0 if length < 4 else 1)]
        return rng.choice(near or shorts)

    def _bank(self, rng: Random, like: str, match: re.Match[str]) -> str:
        head, kind, tail = match[1], match[2] or "", match[3]
        parts, rest = self._places.chain(head)
        if branch := _BRANCH.fullmatch(tail):
            tail = self.location(rng, branch[1]) + branch[2]
        if parts and not rest:
            return f"{self._places.render(rng, parts)}{kind}银行{tail}"
        if not tail.endswith("公司"):
            banks = [s for _, names, k in self.brands if k == "bank" for s in names if s.endswith("银行")]
            china = [s for s in banks if s.startswith("中国") == like.startswith("中国")]
            return rng.choice(china) + tail
        return self._brand(rng, "bank", full=True, length=0)

    def _fund(self, rng: Random, match: re.Match[str]) -> str:
        parts, core = self._places.chain(match[1])
        industry = self._industry_at_end(core)
        trade = self._trade(rng, core.removesuffix(industry)) if core else ""
        return (
            self._places.render(rng, parts)
            + trade
            + (rng.choice(self.industries) if industry else "")
            + match[2]
        )

    # ---- parks

    def park(self, rng: Random, like: str) -> str:
        """A park name of the style of `like`: full or short, bare kind, with region, own word or trade."""
        if like in ("经开", "高新", "综保"):
            return rng.choice(("经开", "高新", "综保"))
        kind = max((k for k in self._kind_forms if like.endswith(k)), key=len, default="")
        if not kind:
            named = [s for _, shorts in self.parks for s in shorts if not s.endswith(self._kind_ends)]
            return rng.choice(named)
        new_kind = self._kind(rng, kind) if rng.random() < 0.7 else kind
        head = like.removesuffix(kind)
        if not head:
            return rng.choice(_BARE_PARKS)
        if head.startswith(("中国-", "中国—")):
            return rng.choice([full for full, _ in self.parks if full[0] == "中" and full[:2] != "中山"])
        if head.startswith(("中国(", "中国（")):
            return f"{head[:3]}{self.location(rng, '江西')}{')' if head[2] == '(' else '）'}{kind}"
        parts, own = self._places.chain(head)
        if len(parts) == 1 and not own and rng.random() < 0.25:
            return self._real_park(rng, full=self._is_full(kind))
        name = self._places.render(rng, parts)
        if own in self.industries:
            return name + rng.choice(self.industries) + new_kind
        industry = self._industry_at_end(own)
        if own:
            name += self._trade(rng, own.removesuffix(industry)[:3])
        return name + (rng.choice(self.industries) if industry else "") + new_kind

    @cached_property
    def _kind_forms(self) -> dict[str, float]:
        forms: dict[str, float] = defaultdict(float)
        for full, short, weight in self.park_kinds:
            forms[full] += weight
            if short != full:
                forms[short] += weight
        return dict(forms)

    @cached_property
    def _kind_ends(self) -> tuple[str, ...]:
        return tuple(self._kind_forms)

    def _is_full(self, kind: str) -> bool:
        """Whether this is a long official form, which has a shorter one."""
        return any(full == kind != short for full, short, _ in self.park_kinds)

    def _kind(self, rng: Random, like: str) -> str:
        style = self._is_full(like)
        fitting = [k for k in self._kind_forms if self._is_full(k) == style]
        return rng.choices(fitting, [self._kind_forms[k] for k in fitting])[0]

    def _real_park(self, rng: Random, *, full: bool) -> str:
        name, shorts = rng.choice(self.parks)
        return name if full else rng.choice(shorts)

    # ---- people

    def person(self, rng: Random, like: str) -> str:
        """A name of as many characters; 汤姆·克鲁斯 stays foreign, a surname alone stays one."""
        if "·" in like:
            return "·".join(self._syllables(rng, min(max(len(part), 2), 4)) for part in like.split("·"))
        if _LATIN.fullmatch(like):
            return " ".join(self._latin(rng, "Abcde") for _ in like.split())
        if spaced := re.fullmatch(r"(\S)(\s+)(\S)", like):
            return rng.choice(self._single) + spaced[2] + self.given.draw(rng)
        if len(like) == 1 or like in self._compound:
            return self.surnames.draw(rng) if len(like) == 1 else rng.choice(self._compound)
        if len(like) > 4:
            return self._syllables(rng, min(len(like), 7))
        long = like[:2] in self._compound or len(like) == 4
        if len(like) > 2 and (long or rng.random() < 0.01):
            return rng.choice(self._compound) + self._given(rng, len(like) - 2)
        return self._one_character_surname(rng) + self._given(rng, len(like) - 1)

    def _given(self, rng: Random, length: int) -> str:
        return "".join(self.given.draw(rng) for _ in range(length))

    def _one_character_surname(self, rng: Random) -> str:
        while len(surname := self.surnames.draw(rng)) > 1:
            pass
        return surname

    @cached_property
    def _compound(self) -> list[str]:
        return [s for s in self.surnames.items if len(s) == 2]

    @cached_property
    def _single(self) -> list[str]:
        return [s for s in self.surnames.items if len(s) == 1][:150]

    # ---- places and amounts

    def location(self, rng: Random, like: str) -> str:
        """A place of the style of `like`: chain of regions, with or without 市, one character, abroad."""
        return self._places.location(rng, like)

    def money(self, rng: Random, like: str) -> str:
        """Another amount of money in the same pattern."""
        return amounts.money(rng, like)

    def capacity(self, rng: Random, like: str) -> str:
        """Another capacity in the same pattern."""
        return amounts.capacity(rng, like)
