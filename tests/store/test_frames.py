"""What an analyst finds in a store's DataFrames, and what is masked in them."""

from pathlib import Path

import pytest

import pipeline
from pipeline.domain.vocabulary import Status
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
from tests.privacy.telling import SECRETS, a_telling_report
from tests.store.reading import rows
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tinghe.db"


def test_a_report_can_be_read_back_as_frames(path: Path) -> None:
    save(path, a_full_report())
    frames = pipeline.load(url_of(path))
    call = frames.calls.iloc[0]
    assert (call.call_id, call.case_id, call.agent_id, call.points) == ("c-1", "k-1", "a-7", 50)
    assert list(zip(frames.items["item"], frames.items["status"], strict=True)) == [
        ("loan_amount", "verified"),
        ("identity", "missing"),
    ]
    assert list(frames.facts["value"]) == [200000, False, "王*"]
    assert list(frames.findings["kind"] + " " + frames.findings["finding"]) == ["risk overdue", "violation threat"]
    assert list(frames.utterances["text"]) == ["我要贷二十万"]
    assert {frame.columns[0] for frame in vars(frames).values()} == {"call_id"}


def test_frames_show_all_to_whoever_asks_for_it_and_the_log_notes_that(path: Path) -> None:
    save(path, a_full_report(text="我叫王某，电话13800138000"))
    assert list(pipeline.load(url_of(path)).utterances["text"]) == ["我叫王*，电话138****8000"]
    revealed = pipeline.load(url_of(path), reveal=True)
    assert list(revealed.utterances["text"]) == ["我叫王某，电话13800138000"]
    assert list(revealed.facts["value"]) == [200000, False, "王某"]
    assert [row["kind"] for row in rows(path, "SELECT kind FROM log ORDER BY number DESC LIMIT 1")] == ["reveal"]


@pytest.mark.parametrize(("asked", "text"), [("0", "我住青山市白桥区建国路88号"), ("1", "*************")])
def test_addresses_are_masked_where_the_environment_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, text: str
) -> None:
    save(path, a_full_report(text="我住青山市白桥区建国路88号"))
    monkeypatch.setenv("TINGHE_MASK_ADDRESSES", asked)
    (shown,) = pipeline.load(url_of(path)).utterances["text"]
    assert shown.endswith(text)


COLUMNS = {
    "calls": "case_id agent_id branch product stage started_at model recording_sha256 coverage points verdict tinghe "
    "checklist classifier judged_at report_sha256",
    "items": "item status reason confidence evidence",
    "facts": "name value unit status confidence approximate evidence",
    "findings": "kind finding confidence evidence",
    "utterances": "number role start_s end_s text heard confidence channel",
}


@pytest.mark.parametrize("table", COLUMNS)
def test_every_frame_has_the_columns_of_the_docs_even_without_a_row(path: Path, table: str) -> None:
    save(path)
    frame = vars(pipeline.load(url_of(path)))[table]
    assert list(frame.columns) == ["call_id", *COLUMNS[table].split()]
    assert frame.empty


def test_rows_stand_in_the_order_of_calls_and_within_them_as_the_report_has_them(path: Path) -> None:
    items = {"loan_amount": Status.VERIFIED, "identity": Status.MISSING}
    with stored_run(url_of(path), "run") as run:
        for call_id in ("c-2", "c-1"):
            run.report(to_json(a_report(a_recording(call_id), items=items)))
    frame = pipeline.load(url_of(path)).items
    assert list(frame["call_id"]) == ["c-1", "c-1", "c-2", "c-2"]
    assert list(frame["item"]) == [*items, *items]


def test_only_the_judgement_that_stands_is_there(path: Path) -> None:
    save(path, a_full_report(text="我要贷三十万"), a_full_report(Status.VERIFIED, checklist="x@2"))
    frames = pipeline.load(url_of(path))
    assert list(frames.calls["checklist"]) == ["x@2"]
    assert list(frames.utterances["text"]) == ["我要贷二十万"]
    assert len(frames.items) == 2
    assert len(frames.findings) == 2


def test_nothing_that_tells_who_the_customer_is_is_left_in_any_frame(path: Path) -> None:
    save(path, a_telling_report())
    shown = " ".join(frame.to_csv() for frame in vars(pipeline.load(url_of(path))).values())
    for secret in SECRETS:
        assert secret not in shown


def test_a_quote_is_masked_as_the_utterance_is_that_it_stands_in(path: Path) -> None:
    save(path, a_telling_report())
    frames = pipeline.load(url_of(path))
    text = frames.utterances["text"].iloc[0]
    quotes = [piece["quote"] for pieces in frames.facts["evidence"] for piece in pieces]
    assert quotes == ["****"] * 3
    assert all(quote in text for quote in quotes)
    assert text == "我叫王**，电话138****8000，身份证后四位****"
    assert {piece["explanation"] for pieces in frames.items["evidence"] for piece in pieces} == {"客户说王**"}


def test_reading_masked_frames_leaves_no_entry_in_the_log(path: Path) -> None:
    save(path, a_full_report())
    before = rows(path, "SELECT * FROM log")
    pipeline.load(url_of(path))
    assert rows(path, "SELECT * FROM log") == before
