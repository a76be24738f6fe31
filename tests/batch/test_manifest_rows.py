"""Rows as people and spreadsheets make them: what is read, what fails by its name, and what is told."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.batch.call_time import MAX_CHARACTERS as LONGEST_TIME
from pipeline.batch.call_time import call_time
from pipeline.batch.folder import OutputFolder
from pipeline.batch.manifest import COLUMNS, MAX_CHARACTERS, misspelt_columns, read_manifest
from pipeline.batch.plan import plan
from pipeline.batch.sources import TRANSCRIPTS, read_sources
from pipeline.batch.work import Done, Failure
from pipeline.domain.job import Job
from pipeline.errors import ManifestError
from pipeline.store.tables import CallRow, FailureRow
from tests.batch.working import build
from tests.making import VERSIONS

CHINA = ZoneInfo("Asia/Shanghai")


def read(folder: Path, text: str) -> tuple[Job, ...]:
    (folder / "m.csv").write_text(text, encoding="utf-8")
    return read_manifest(folder / "m.csv")


# Each stands between two good rows, which are read all the same.
BAD_ROWS = {
    "no file": (",c-1,consumer,,", "c-1", "the column file is empty"),
    "no file and no id": (",,consumer,,", "m~row3", "the column file is empty"),
    "one cell too many": ("x.json,c-1,,,,extra", "m~row3", "a value stands under no column name"),
    "a product that is none": ("x.json,c-1,car,,", "c-1", "the product is not in the taxonomy"),
    "columns shifted by a name": ("x.json,c-1,林晓梅,consumer,", "c-1", "the product is not in the taxonomy"),
    "no date": ("x.json,c-1,,,昨天", "c-1", "started_at is no date and time that is read"),
    "no clock": ("x.json,c-1,,,2026-03-11 25:10", "c-1", "started_at is no date and time"),
    "no day": ("x.json,c-1,,,2026/2/30 10:10", "c-1", "started_at is no date and time"),
    "month or day first": ("x.json,c-1,,,3/4/2026 10:10", "c-1", "started_at is no date and time"),
    "a date alone": ("x.json,c-1,,,2026-03-11", "c-1", "started_at has no time of day"),
    "a date alone in a spreadsheet": ("x.json,c-1,,,2026/3/11 0:00", "c-1", "started_at has no time of day"),
    "a date alone from pandas": ("x.json,c-1,,,2026-03-11 00:00:00", "c-1", "started_at has no time of day"),
    "another century": ("x.json,c-1,,,1026-03-11 10:00", "c-1", "started_at is no date and time"),
    "the end of time": ("x.json,c-1,,,9999-12-31T23:59:59Z", "c-1", "started_at is no date and time"),
    "an id that leads elsewhere": ("x.json,../../etc/passwd,,,", "m~row3", "the call_id holds a path separator"),
    "an id on two lines": ('x.json,"a\nb",,,', "m~row3", "unprintable character"),
    "an id that starts with a dot": ("x.json,.hidden,,,", "m~row3", "cannot name a report"),
    "the id of the index": ("x.json,index,,,", "m~row3", "cannot name a report"),
    "an id too long": (f"x.json,{'c' * (MAX_CHARACTERS + 1)},,,", "m~row3", "is too long"),
    "an id of another row": ("x.json,a,,,", "a~row3", "its call_id stands in row 2 too"),
    "a character 0": ("x.json,c-1,\0,,", "m~row3", "a cell holds the character 0"),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_row_that_cannot_be_meant_fails_by_its_name_and_the_others_are_done(tmp_path: Path, kind: str) -> None:
    row, named, cause = BAD_ROWS[kind]
    for name in ("a.json", "b.json", "x.json"):
        (tmp_path / name).write_text("fine")
    jobs = read(tmp_path, f"file,call_id,product,stage,started_at\na.json,a,,,\n{row}\nb.json,b,,,\n")
    (tmp_path / "out").mkdir()
    first, ending, last = map(build(tmp_path / "out"), jobs)
    assert isinstance(first, Done)
    assert isinstance(last, Done)
    assert isinstance(ending, Failure)
    assert (ending.call_id, ending.trace) == (named, "")
    assert ending.reason.startswith("row 3 of m.csv: ")
    assert cause in ending.reason
    assert ending.remedy
    assert not any(word in f"{ending.reason} {ending.remedy}" for word in ("林晓梅", "passwd", "昨天"))


def test_a_failed_row_is_due_though_a_report_of_that_call_stands_there(tmp_path: Path) -> None:
    (tmp_path / "c-1.json").write_text("fine")
    (good,) = read(tmp_path, "file,product\nc-1.json,consumer\n")
    build(tmp_path)(good)
    (bad,) = read(tmp_path, "file,product\nc-1.json,car\n")
    parted = plan([bad], OutputFolder(tmp_path), lambda *_: VERSIONS)
    assert [job.call_id for job in parted.due] == ["c-1"]


def test_bad_rows_of_two_manifests_of_one_name_stay_apart(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.csv").write_text("file,branch\n,城东\n", encoding="utf-8")
    jobs = read_sources([tmp_path / "north" / "m.csv", tmp_path / "south" / "m.csv"], TRANSCRIPTS).jobs
    assert [bool(job.refused) for job in jobs] == [True, True]
    assert len({job.call_id for job in jobs}) == 2


@pytest.mark.parametrize("column", ["case_id", "agent_id", "branch"])
def test_a_cell_that_the_store_cannot_hold_fails_its_row(tmp_path: Path, column: str) -> None:
    whole, long = read(tmp_path, f"file,{column}\na.wav,{'支' * 128}\nb.wav,{'支' * 129}\n")
    assert whole.refused is None
    assert long.refused
    assert f"row 3 of m.csv: the column {column} holds more than 128 characters" in long.refused.cause
    assert "支" not in str(long.refused)


def test_what_is_let_through_fits_the_store() -> None:
    columns = [CallRow.__table__.c[name] for name in ("call_id", "case_id", "agent_id", "branch")]
    columns.append(FailureRow.__table__.c["call_id"])
    assert {str(column.type) for column in columns} == {f"VARCHAR({MAX_CHARACTERS})"}
    assert str(CallRow.__table__.c["started_at"].type) == f"VARCHAR({LONGEST_TIME})"


@pytest.mark.parametrize("zone", [CHINA, None])
def test_a_time_longer_than_the_store_keeps_is_kept_to_the_microsecond(tmp_path: Path, zone: ZoneInfo | None) -> None:
    (tmp_path / "m.csv").write_text(
        f"file,started_at\na.wav,2026-06-02T11:05:30.{'123456' * 5}+08:00\n", encoding="utf-8"
    )
    (job,) = read_manifest(tmp_path / "m.csv", zone)
    assert job.metadata["started_at"] == "2026-06-02T11:05:30.123456+08:00"


TIMES = {
    "2026-06-02T11:05:00+08:00": "2026-06-02T11:05:00+08:00",
    "2026-06-02T11:05:00": "2026-06-02T11:05:00",
    "2026-06-02 11:05": "2026-06-02 11:05",
    "2026/6/2 11:05": "2026-06-02T11:05:00",
    "2026/06/02 11:05:30": "2026-06-02T11:05:30",
    "2026-6-2 9:05": "2026-06-02T09:05:00",
    "2026.6.2 11:05": "2026-06-02T11:05:00",
    "2026年6月2日 11:05": "2026-06-02T11:05:00",
    "2026年6月2日11时5分": "2026-06-02T11:05:00",
    "2026年6月2日 星期二 11:05": "2026-06-02T11:05:00",
    "2026/6/2 下午3:05": "2026-06-02T15:05:00",
    "2026/6/2 上午9:05": "2026-06-02T09:05:00",
    "2026/6/2 3:05 PM": "2026-06-02T15:05:00",
    "2026/6/2 12:05 AM": "2026-06-02T00:05:00",
    "２０２６/６/２　１１：０５": "2026-06-02T11:05:00",
    "20260602110530": "2026-06-02T11:05:30",
    "20260602 1105": "2026-06-02T11:05:00",
    "46175.4618055556": "2026-06-02T11:05:00",
    "2026-06-02T03:05:00Z": "2026-06-02T11:05:00+08:00",
    "2026-06-01T22:05:00-05:00": "2026-06-02T11:05:00+08:00",
    "2026/6/2 3:05 +0000": "2026-06-02T11:05:00+08:00",
    "2026-03-10T16:00:00Z": "2026-03-11T00:00:00+08:00",
    "": "",
}


@pytest.mark.parametrize("cell", TIMES)
def test_times_are_read_as_spreadsheets_write_them_and_kept_by_the_bank_s_clock(tmp_path: Path, cell: str) -> None:
    (job,) = read(tmp_path, f'file,started_at\na.wav,"{cell}"\n')
    assert job.refused is None
    assert job.metadata["started_at"] == TIMES[cell]
    told = datetime.fromisoformat(TIMES[cell]) if cell else None
    assert job.started_at == told


def test_another_bank_s_clock_is_told_by_its_zone(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("file,started_at\na.wav,2026-06-02T03:05:00Z\n", encoding="utf-8")
    (job,) = read_manifest(tmp_path / "m.csv", ZoneInfo("Asia/Urumqi"))
    assert job.started_at == datetime(2026, 6, 2, 3, 5, tzinfo=UTC)
    assert job.metadata["started_at"] == "2026-06-02T09:05:00+06:00"


def test_a_moment_keeps_its_offset_until_the_bank_s_clock_is_known() -> None:
    assert call_time("2026/6/2 11:05 Z") == datetime(2026, 6, 2, 19, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("product", "stage", "ids"),
    [
        ("个人消费贷款", "贷前调查·信息核实", ("consumer", "pre_loan")),
        ("小微企业贷款", "贷后管理", ("business", "post_loan")),
        ("个人住房按揭贷款", "贷时", ("mortgage", "in_review")),
        ("项目融资", "贷前", ("project", "pre_loan")),
        ("Consumer", "Pre-Loan", ("consumer", "pre_loan")),
    ],
)
def test_products_and_stages_are_taken_by_their_chinese_names(
    tmp_path: Path, product: str, stage: str, ids: tuple[str, str]
) -> None:
    (job,) = read(tmp_path, f"file,product,stage\na.wav,{product},{stage}\n")
    assert (job.product, job.stage) == ids


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("file,produkt", {"produkt": "product"}),
        ("file,agent", {"agent": "agent_id"}),
        ("file,Started At", {"Started At": "started_at"}),
        ("file,stages", {"stages": "stage"}),
        ("file,callid", {"callid": "call_id"}),
        ("file,产品", {"产品": "product"}),
        ("file,customer_name", {"customer_name": "app.customer_name"}),
        ("file,贷款金额", {"贷款金额": "app.loan_amount"}),
        ("file,product,produkt", {}),
        ("file,weather", {}),
        (",".join(COLUMNS), {}),
    ],
)
def test_a_column_that_is_likely_misspelt_is_told(tmp_path: Path, header: str, told: dict[str, str]) -> None:
    jobs = read(tmp_path, f"{header}\na.wav{',1' if 'agent_channel' not in header else ',' * header.count(',')}\n")
    assert misspelt_columns(jobs) == told


def test_a_misspelt_column_is_told_where_the_command_names_a_product_too(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("file,produkt\na.wav,mortgage\n", encoding="utf-8")
    lines: list[str] = []
    read_sources([tmp_path / "m.csv"], TRANSCRIPTS, product="consumer", tell=lines.append)
    assert lines == ["the column produkt is kept as it stands and decides nothing. Did you mean product?"]


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("file,app.loan_amout", "Did you mean app.loan_amount? Allowed after app.: customer_name"),
        ("file,app.贷款金额", "Did you mean app.loan_amount? Allowed after app.: customer_name"),
        ("File,product", "Is it File? Rename it. Name the columns"),
        ("录音文件,product", "Is it 录音文件? Rename it. Name the columns"),
    ],
)
def test_a_column_that_stops_the_batch_is_named_with_what_is_likely_meant(
    tmp_path: Path, header: str, hint: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path, f"{header}\na.wav,1\n")
    assert caught.value.remedy.startswith(hint)


def test_the_loan_file_s_cells_are_kept_as_they_were_meant(tmp_path: Path) -> None:
    (job,) = read(
        tmp_path,
        "file,app.loan_amount,app.phone,app.annual_rate,app.birth_date,app.employer\n"
        "a.wav,3E+05,13800138000.0,0.0385,1988-07-15 00:00:00,nan\n",
    )
    assert job.application == {
        "loan_amount": "300000",
        "phone": "13800138000",
        "annual_rate": "3.85",
        "birth_date": "1988-07-15",
    }
    assert job.metadata["app.phone"] == "13800138000"
    assert job.metadata["app.employer"] == ""


def test_what_lost_digits_is_kept_as_it_stands(tmp_path: Path) -> None:
    (job,) = read(tmp_path, "file,app.phone\na.wav,1.38E+10\n")
    assert job.application == {"phone": "1.38E+10"}
