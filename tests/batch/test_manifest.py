"""Manifests as people make them: by hand, by a spreadsheet, by pandas; call_ids that may lead out of no folder."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.manifest import call_id_fault, call_id_from, read_manifest
from pipeline.errors import ExitStatus, ManifestError

NAMES = st.text(st.characters(exclude_categories=()), max_size=300)


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_row_becomes_a_job_with_everything_that_it_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "file,call_id,case_id,product,stage,started_at,agent_channel,app.loan_amount,app.customer_name,branch\n"
        "in/a.wav,c-1,LC-9,consumer,pre_loan,2026-03-11T10:42:00Z,1,300000,,城东支行\n",
    )
    (job,) = read_manifest(path)
    assert (job.call_id, job.path) == ("c-1", tmp_path / "in" / "a.wav")
    assert (job.product, job.stage, job.agent_channel) == ("consumer", "pre_loan", 1)
    assert job.started_at == datetime(2026, 3, 11, 10, 42, tzinfo=UTC)
    assert job.application == {"loan_amount": "300000"}
    assert job.metadata["branch"] == "城东支行"
    assert job.metadata["app.customer_name"] == ""


def test_what_a_row_leaves_out_is_unknown(tmp_path: Path) -> None:
    (job,) = read_manifest(written(tmp_path, "file,product,agent_channel\nnorth/007.mp3,,\n"))
    assert (job.call_id, job.product, job.stage, job.started_at, job.agent_channel) == ("007", None, None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = line_end.join(["file,case_id", "张三.wav,LC-1", "", " , ", "李四.wav,LC-2", ""])
    assert [job.call_id for job in read_manifest(written(tmp_path, text, encoding=encoding))] == ["张三", "李四"]


def test_what_pandas_writes_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"file": ["a.wav", "b.wav"], "app.employer": ["甲, 乙", None], "agent_channel": ["0", ""]})
    frame.to_csv(tmp_path / "m.csv", index=False)
    first, second = read_manifest(tmp_path / "m.csv")
    assert first.application == {"employer": "甲, 乙"}
    assert second.application == {}
    assert (first.agent_channel, second.agent_channel) == (0, None)


def test_an_absolute_path_stays_as_it_is(tmp_path: Path) -> None:
    (job,) = read_manifest(written(tmp_path, "file\n/srv/calls/a.wav\n"))
    assert job.path == Path("/srv/calls/a.wav")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column 'file'"),
        ("path,product\na.wav,consumer\n", "no column 'file'"),
        ("file;product\na.wav;consumer\n", "no column 'file'"),
        ("file,file\na.wav,b.wav\n", "column file stands there twice"),
        (
            "file,app.shoe_size\na.wav,43\n",
            "row 1: the column app.shoe_size names no fact. Allowed after app.: customer",
        ),
        ("file,call_id\n,c-1\n", "row 2: the column file is empty"),
        ("file,case_id\na.wav,LC-1,extra\n", "row 2: a value stands under no column name"),
        ("file,product\na.wav,consumer\nb.wav,car\n", "row 3: the product 'car' is not in the taxonomy. Allowed: cons"),
        ("file,stage\na.wav,贷前\n", "row 2: the stage '贷前' is not in the taxonomy. Allowed: pre_loan, in_review, p"),
        ("file,agent_channel\na.wav,2\n", "row 2: the agent_channel '2' is no channel. Allowed: 0, 1, or empty"),
        ("file,started_at\na.wav,2026-03-11\n", "row 2: started_at '2026-03-11' has no time of day"),
        ("file,started_at\na.wav,昨天\n", "row 2: started_at '昨天' is not ISO 8601"),
        ("file,call_id\na.wav,x\nb.wav,y\nc.wav,x\n", "row 4: the call_id x stands in row 2 too"),
        ("file\na/1.wav\nb/1.wav\n", "row 3: the call_id 1 stands in row 2 too"),
        ("file,call_id\na.wav,../../etc/passwd\n", "row 2: the call_id '../../etc/passwd' holds a path separator"),
        ("file,call_id\na.wav,a\\b\n", "holds a path separator"),
        ('file,call_id\na.wav,"a\nb"\n', "unprintable character"),
        ("file,call_id\na.wav,..\n", "row 2: the call_id '..' cannot name a report"),
        ("file,call_id\na.wav,.hidden\n", "cannot name a report"),
        ("file,call_id\na.wav,index\n", "cannot name a report"),
        (f"file,call_id\na.wav,{'长' * 90}\n", "is too long"),
        ('file,case_id\na.wav,"open\n', "is not CSV"),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_refused_with_its_row(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(written(tmp_path, text))
    assert message in str(caught.value)
    assert str(tmp_path / "calls.csv") in str(caught.value)
    assert caught.value.exit_status is ExitStatus.WRONG_USAGE


def test_a_manifest_in_another_encoding_is_refused_with_how_to_convert_it(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"is not UTF-8.*CSV UTF-8.*iconv"):
        read_manifest(written(tmp_path, "file,case_id\n张三.wav,乙\n", encoding="gb18030"))


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")


@given(NAMES)
def test_what_is_let_through_names_a_file_directly_in_the_folder(name: str) -> None:
    if not call_id_fault(name):
        path = Path("/out", f"{name}.json")
        assert path.parent == Path("/out")
        assert path.resolve().name == f"{name}.json"
        assert len(path.name.encode()) <= 255


@given(NAMES)
def test_any_file_name_can_be_fitted(name: str) -> None:
    assert not call_id_fault(call_id_from(name))


@pytest.mark.parametrize("name", ["d-01", "张三 2026", "a.b", "~x", "c" * 200])
def test_ordinary_names_are_let_through_as_they_are(name: str) -> None:
    assert call_id_fault(name) == ""
    assert call_id_from(name) == name


def test_two_long_names_that_begin_alike_stay_apart() -> None:
    assert call_id_from("长" * 100 + "a") != call_id_from("长" * 100 + "b")
