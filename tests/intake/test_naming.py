"""What names and side files tell of a call, and what of them becomes no id."""

import json
from zoneinfo import ZoneInfo

import pytest

from pipeline.errors import SettingsError
from pipeline.intake.arrivals import Complete
from pipeline.intake.naming import naming
from pipeline.sources.remote import Entry
from pipeline.sources.urls import Place
from pipeline.store.jobs import Arrival

CHINA = ZoneInfo("Asia/Shanghai")
ROOT = Place(scheme="file", path="/in")
PATTERN = r"(?P<agent>\d{3})_(?P<time>\d{8}_\d{6})_(?P<case>[A-Z0-9-]+)"


def arrived(name: str, side: str = "", root: Place = ROOT) -> Complete:
    def entry(path: str) -> Entry:
        return Entry(place=root.at(f"{root.path}/{path}"), size=1, stamp="1")

    return Complete(recording=entry(name), side=entry(side) if side else None)


def arrival(name: str, pattern: str = "", side: str = "", content: object = None, root: Place = ROOT) -> Arrival:
    told = content if isinstance(content, bytes) else json.dumps(content).encode() if content is not None else None
    return naming(pattern, CHINA).arrival(arrived(name, side, root), root, lambda _: told or b"", 10)


def test_the_groups_of_a_pattern_are_columns() -> None:
    job = arrival("north/107_20260311_104200_LOAN-7.wav", PATTERN).job
    assert (job.call_id, str(job.path), str(job.within)) == (
        "north_107_20260311_104200_LOAN-7",
        "/in/north/107_20260311_104200_LOAN-7.wav",
        "/in",
    )
    assert (job.metadata["agent_id"], job.metadata["case_id"]) == ("107", "LOAN-7")
    assert job.started_at
    assert job.started_at.isoformat() == "2026-03-11T10:42:00"


def test_folders_of_a_name_may_tell_too() -> None:
    assert arrival("107/a.wav", r"^(?P<agent_id>\d+)/").job.metadata == {"agent_id": "107"}


def test_a_name_that_tells_nothing_is_a_call_all_the_same() -> None:
    assert arrival("a.wav", PATTERN).job.metadata == {}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("13812345678_001.wav", ""),
        ("138-1234-5678.wav", ""),
        ("x_13812345678.wav", r"x_(?P<call>\d+)"),
        ("x/13812345678/a.wav", r"x/(?P<case>\d+)/"),
        ("x/13812345678/a.wav", r"x/(?P<agent>\d+)/"),
        ("x/13812345678/a.wav", r"x/(?P<customer_id>\d+)/"),
    ],
)
def test_a_telephone_number_in_a_name_leaves_as_no_id(name: str, pattern: str) -> None:
    found = arrival(name, pattern)
    ids = json.dumps([found.job.call_id, found.job.metadata])
    assert "1234" not in ids
    assert found.label_only  # so that the queue puts something random behind it


def test_a_side_file_tells_more_than_the_name_and_is_read_like_a_manifest() -> None:
    content = {"call_id": "c-9", "agent_id": 108, "product": "mortgage", "app": {"loan_amount": 200000.0}}
    job = arrival("107_20260311_104200_LOAN-7.wav", PATTERN, "107.json", content).job
    assert (job.call_id, job.metadata["agent_id"], job.metadata["case_id"]) == ("c-9", "108", "LOAN-7")
    assert job.application == {"loan_amount": "200000"}


def test_a_row_of_csv_does_as_well() -> None:
    job = arrival("a.wav", "", "a.csv", "file,case_id\na.wav,贷款-7\n".encode("gb18030")).job
    assert job.metadata == {"case_id": "贷款-7"}


@pytest.mark.parametrize(
    ("side", "content", "cause"),
    [
        ("a.json", b"{", "is no JSON"),
        ("a.json", b"[1]", "is no object"),
        ("a.json", b"[" * 100_000, "is no JSON"),
        ("a.json", {"agent_id": ["x"]}, "a list or an object"),
        ("a.json", {"started_at": "yesterday"}, "started_at is no date"),
        ("a.json", {"app": {"nothing": 1}}, "names no fact"),
        ("a.json", {"call_id": "../x"}, "path separator"),
        ("a.json", b'{"agent_id": "\\u0000"}', "a character that is none"),
        ("a.json", b'{"agent_id": "\\ud800"}', "a character that is none"),
        ("a.csv", b"case_id\n1\n2\n", "2 rows"),
        ("a.csv", b"", "0 rows"),
    ],
)
def test_what_cannot_be_meant_fails_by_the_name_of_its_call(side: str, content: object, cause: str) -> None:
    job = arrival("a.wav", "", side, content).job
    assert job.call_id == "a"
    assert job.refused
    assert cause in job.refused.cause


def test_a_recording_elsewhere_keeps_its_url() -> None:
    root = Place(scheme="s3", path="calls/2026")
    job = arrival("11/a.wav", "", root=root).job
    assert (job.url, job.call_id, job.within) == ("s3://calls/2026/11/a.wav", "11_a", None)


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("(", "does not compile"),
        (r"\d+", "no named group"),
        (r"(?P<mood>\d+)", "mood is no column"),
        (r"(?P<file>.*)", "file is no column"),
        (r"(?P<agent>(\w+)+)x", "takes too long"),
    ],
)
def test_a_pattern_that_is_none_is_refused_before_anything_begins(pattern: str, cause: str) -> None:
    with pytest.raises(SettingsError, match=cause):
        naming(pattern, CHINA)
