"""When and where an article appeared and who wrote it, as the lines above and below it say."""

import datetime
import re
from collections.abc import Sequence

from chinese_ie.document import Section

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?!\d)")
_END = r"(?=$|[\s|\[\](){}<>《》【】,。;:、]|发布|时间|日期|作者|记者|编辑|责任|字号|点击|浏览|阅读|\d{4})"
_FIELDS = {
    "source": re.compile(r"(?:来源|稿源|转自)\s?:\s?([^\s|\[\](){}<>《》【】,。;:]{2,24}?)" + _END),
    "author": re.compile(
        r"(?:作者|记者)\s?:\s?([\u4e00-\u9fff·]{2,12}?|[A-Za-z][A-Za-z .]{0,29}[A-Za-z])" + _END
    ),
}
_KINDS = ("source", "navigation", "share")


def byline(text: str, sections: Sequence[Section]) -> dict[str, str]:
    """`date` (YYYY-MM-DD), `source` and `author` as far as lines around the article tell them.

    Args:
        text: the clean text.
        sections: its sections; only lines about the source, navigation and sharing are read.
    """
    lines = [text[s.start : s.end] for s in sections if s.kind in _KINDS]
    found = {
        name: m[1].strip() for name, field in _FIELDS.items() for line in lines for m in field.finditer(line)
    }
    dates = (_date(*map(int, m.groups())) for line in lines for m in _DATE.finditer(line))
    date = next(filter(None, dates), None)
    return found if date is None else {"date": date, **found}


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
