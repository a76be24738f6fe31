"""The hours of calls, and models/conduct.yaml held to the taxonomy."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.conduct.rules import off_hours
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from tests.reader.readings import talk

CHINA = ZoneInfo("Asia/Shanghai")
TALK = talk("坐：您好，打扰了。", "客：你好。")


@pytest.mark.parametrize(
    ("hour", "minute", "fires"), [(7, 59, True), (8, 0, False), (21, 59, False), (22, 0, True), (0, 30, True)]
)
def test_calls_belong_between_eight_and_ten(hour: int, minute: int, fires: bool) -> None:
    found = off_hours(TALK, datetime(2026, 3, 11, hour, minute, tzinfo=CHINA))
    assert bool(found) is fires
    if found:
        assert found.id == "off_hours_call"
        assert f"{hour:02d}:{minute:02d}" in found.evidence[0].explanation


@pytest.mark.parametrize(
    ("started_at", "zone", "hour"),
    [
        ("2026-03-05T14:20:00+00:00", None, "22:20"),
        ("2026-03-05T06:20:00+00:00", None, ""),
        ("2026-03-06T00:30:00+00:00", None, ""),
        ("2026-03-05T09:20:00-05:00", None, "22:20"),
        ("2026-03-05T22:00:00", None, "22:00"),
        ("2026-03-05T21:59:00", None, ""),
        ("2026-03-05T14:20:00+00:00", "Asia/Urumqi", ""),
        ("2026-03-06T01:30:00+00:00", "Asia/Urumqi", "07:30"),
        ("2026-03-05T21:30:00", "Asia/Urumqi", ""),
    ],
)
def test_a_moment_is_judged_by_the_bank_s_clock(started_at: str, zone: str | None, hour: str) -> None:
    found = off_hours(TALK, datetime.fromisoformat(started_at), ZoneInfo(zone) if zone else None)
    assert (found.evidence[0].explanation if found else "") == (f"呼出时间为{hour}，在8:00–22:00之外" if hour else "")


def test_call_hours_are_not_judged_where_nobody_knows_them() -> None:
    assert off_hours(TALK, None) is None


def test_a_call_without_an_agent_s_word_is_none() -> None:
    assert off_hours(talk("客：喂？"), datetime(2026, 3, 11, 23, 0, tzinfo=CHINA)) is None


def test_every_risk_and_violation_is_explained_in_chinese() -> None:
    explanations = shipped_rules().explanations
    assert set(explanations) == {*taxonomy().risks, *taxonomy().violations}
    assert all("一" <= text[0] <= "龥" for text in explanations.values())
