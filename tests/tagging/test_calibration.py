"""Certainties to probabilities."""

import json
from pathlib import Path

import pytest
from tiny_network import WriteModel

from chinese_ie.document import Entity
from chinese_ie.scoring import expected_calibration_error, reliability
from chinese_ie.tagging.calibration import Calibration
from chinese_ie.tagging.model import PACKAGED, TaggerModel
from chinese_ie.tagging.tagger import Tagger


def test_without_a_card_entry_a_score_is_the_certainty() -> None:
    assert Calibration()(0.123) == 0.123


@pytest.mark.parametrize(
    ("slope", "offset", "certainty", "expected"),
    [(0.5, 0, 0.9, 0.75), (2, 0, 0.75, 0.9), (1, 0, 0.3, 0.3), (0, 0, 0.99, 0.5)],
)
def test_log_odds_are_scaled(slope: float, offset: float, certainty: float, expected: float) -> None:
    assert Calibration(slope, offset)(certainty) == pytest.approx(expected)


def test_order_is_kept_and_the_ends_are_finite() -> None:
    calibration = Calibration(0.6, 0.1)
    scores = [calibration(n / 100) for n in range(101)]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1


def test_the_tagger_scores_by_the_card(tmp_path: Path, write_tiny_model: WriteModel) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    (before,) = Tagger(TaggerModel.load(folder)).tag(["扬州园区"])
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | {"calibration": {"slope": 0.3, "offset": -1}}))
    (after,) = Tagger(TaggerModel.load(folder)).tag(["扬州园区"])
    assert [e.text for e in after] == [e.text for e in before]
    assert [e.score for e in after] == [Calibration(0.3, -1)(e.score) for e in before]


def test_reliability_in_tenths() -> None:
    gold = [[Entity(0, 2, "PARK", "园区")]]
    found = [
        [
            Entity(0, 2, "PARK", "园区", score=0.95),
            Entity(3, 4, "PARK", "区", score=1.0),
            Entity(5, 6, "MONEY", "元", score=0.35),
        ]
    ]
    bins = reliability(gold, found)
    assert [(b.mentions, b.right) for b in bins] == [(1, 0), (2, 0.5)]
    assert [b.score for b in bins] == pytest.approx([0.35, 0.975])
    assert expected_calibration_error(bins) == pytest.approx((0.35 + 2 * 0.475) / 3)
    assert expected_calibration_error([]) == 0


def test_the_packaged_model_is_calibrated() -> None:
    calibration = json.loads((PACKAGED / "card.json").read_text(encoding="utf-8"))["calibration"]
    assert calibration["dev_error"] <= 0.03
    assert calibration["dev_error"] < calibration["dev_error_before"]
    assert sum(mentions for mentions, _, _ in calibration["dev_bins"]) > 2500
