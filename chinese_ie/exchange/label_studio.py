"""Label Studio: a JSON list of tasks with annotations or predictions, mentions and relations.

`labelling_config` gives the labelling set-up that fits.
Form: labelstud.io/guide/task_format. Versions before 1.5 count UTF-16 units, so that mentions behind an
emoji are shifted (HumanSignal/label-studio, issue 1347); line ends may be counted otherwise too. A
mention whose own copy of its text is not found at its offsets is moved to where it stands (`offsets`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.corpus.files import read_text
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.details import COLOURS, KEY, assemble, details
from chinese_ie.exchange.offsets import Mention, Repairs
from chinese_ie.exchange.relations import INVESTS, LOCATED, Relation, drawn


def write(articles: Sequence[Article], path: Path) -> None:
    """Tasks with the articles' mentions and records as annotations."""
    _dump([_task(article) | {"annotations": [{"result": _result(article)}]} for article in articles], path)


def write_predictions(articles: Sequence[Article], path: Path, model: str) -> None:
    """Tasks whose mentions and records are predictions of `model`, for somebody to correct.

    The score of a task is the mean score of its mentions, 1 for none.
    """
    tasks = []
    for article in articles:
        scores = [e.score for e in article.entities]
        prediction = {
            "model_version": model,
            "score": sum(scores) / len(scores) if scores else 1.0,
            "result": _result(article),
        }
        tasks.append(_task(article) | {"predictions": [prediction]})
    _dump(tasks, path)


def labelling_config(labels: Sequence[str]) -> str:
    """The XML to paste into Settings, Labeling Interface, Code; labels without a colour get one there."""
    colours = (f' background="{COLOURS[label]}"' if label in COLOURS else "" for label in labels)
    return "\n".join(
        [
            "<View>",
            "  <Relations>",
            *(f'    <Relation value="{name}"/>' for name in (INVESTS, LOCATED)),
            "  </Relations>",
            '  <Labels name="label" toName="text">',
            *(f'    <Label value="{la}"{colour}/>' for la, colour in zip(labels, colours, strict=True)),
            "  </Labels>",
            '  <Text name="text" value="$text" granularity="symbol"/>',
            "</View>\n",
        ]
    )


def _dump(tasks: Sequence[Mapping[str, Any]], path: Path) -> None:
    path.write_text(json.dumps(tasks, indent=1), encoding="ascii")


def _task(article: Article) -> dict[str, Any]:
    return {"data": {"text": article.text, KEY: details(article)}}


def _result(article: Article) -> list[dict[str, Any]]:
    regions = [
        {
            "id": f"m{number}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": e.start, "end": e.end, "text": e.text, "labels": [e.label]},
        }
        | ({"score": round(e.score, 4)} if e.score < 1 else {})
        for number, e in enumerate(article.entities)
    ]
    arrows = [
        {"type": "relation", "from_id": f"m{a}", "to_id": f"m{b}", "direction": "right", "labels": [name]}
        for a, b, name in drawn(article)[0]
    ]
    return [*regions, *arrows]


def read(path: Path, repairs: Repairs) -> list[Article]:
    """The last annotation of each task that was not cancelled, else its last prediction.

    Raises `CorpusError` with file, task and the mention's text.
    """
    try:
        tasks = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise CorpusError(f"no JSON: {error.msg}; export as JSON", str(path), error.lineno) from error
    if not isinstance(tasks, list):
        raise CorpusError(f"a {type(tasks).__name__}, expected a list of tasks", str(path))
    found = []
    for number, task in enumerate(tasks, 1):
        try:
            found.append(_article(task, f"{path.stem}-{number}", repairs))
        except CorpusError as error:
            raise CorpusError(f"task {number}: {error}", str(path)) from error
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            raise CorpusError(
                f"task {number} is none of a text project ({type(error).__name__}: {error}): "
                f"{json.dumps(task)[:60]}; expected data with text, and annotations with a result",
                str(path),
            ) from error
    repairs.finish(str(path))
    return found


def _article(task: Mapping[str, Any], id: str, repairs: Repairs) -> Article:
    text = task["data"]["text"]
    versions = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    versions = versions or task.get("predictions") or []
    if not versions:
        repairs.report(f"{id}: nobody annotated this task; it has no mentions")
    result = versions[-1]["result"] if versions else []
    regions = [r for r in result if r["type"] == "labels"]
    names = [r["id"] for r in regions]
    mentions = [_mention(region["value"]) for region in regions]
    for r in result:
        if r["type"] == "relation" and not {*(r.get("labels") or ())} & {INVESTS, LOCATED}:
            repairs.report(
                f"{id}: a relation named {r.get('labels')} is left out; ours are {INVESTS}, {LOCATED}"
            )
    arrows = [
        Relation(*_ends(r, names), label)
        for r in result
        if r["type"] == "relation"
        for label in r.get("labels") or ()
    ]
    entities, arrows = repairs.place(text, mentions, arrows, id)
    return assemble(text, entities, task["data"].get(KEY), arrows if versions else None, id=id)


def _ends(arrow: Mapping[str, Any], names: Sequence[str]) -> tuple[int, int]:
    ends = names.index(arrow["from_id"]), names.index(arrow["to_id"])
    return ends[::-1] if arrow.get("direction") == "left" else ends


def _mention(value: Mapping[str, Any]) -> Mention:
    (label,) = value["labels"]
    return Mention(int(value["start"]), int(value["end"]), label, value.get("text"))
