"""A recording of another machine stands here, for its owner alone, exactly as long as it is worked on."""

import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.job import Job
from pipeline.errors import RecordingError, TingheError
from pipeline.sources.fetching import Fetcher
from tests.sources.conftest import quick


def a_job(url: str) -> Job:
    return Job(call_id="c-1", path=Path(url), url=url)


@pytest.fixture
def fetcher(bucket: Any, tmp_path: Path) -> Fetcher:
    bucket.pipe("calls/a.wav", b"fine")
    return Fetcher(quick(), tmp_path / ".fetched")


def test_the_copy_is_private_has_the_name_of_the_recording_and_goes(fetcher: Fetcher, tmp_path: Path) -> None:
    with fetcher.here(a_job("s3://calls/a.wav")) as here:
        assert (here.path.name, here.path.read_bytes(), here.url) == ("a.wav", b"fine", "")
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (here.path, *here.path.parents[:2])]
        assert modes == [0o600, 0o700, 0o700]
    assert list((tmp_path / ".fetched").iterdir()) == []


def test_a_recording_of_this_machine_is_read_where_it_stands(fetcher: Fetcher, tmp_path: Path) -> None:
    job = Job(call_id="c-1", path=tmp_path / "a.wav")
    with fetcher.here(job) as here:
        assert here is job


@pytest.mark.parametrize("failing", ["the work", "the fetching"])
def test_nothing_is_left_when_it_fails(fetcher: Fetcher, tmp_path: Path, failing: str) -> None:
    url = "s3://calls/a.wav" if failing == "the work" else "s3://calls/none.wav"
    with pytest.raises(RecordingError), fetcher.here(a_job(url)) as here:
        raise RecordingError(here.path, "is no recording", "")
    assert list((tmp_path / ".fetched").iterdir()) == []


@pytest.mark.parametrize("name", ["..", "录" * 80 + ".wav"])
def test_a_name_that_no_file_can_have_here_is_replaced(fetcher: Fetcher, bucket: Any, name: str) -> None:
    bucket.pipe(f"calls/x/{name}", b"fine")
    with fetcher.here(a_job(f"s3://calls/x/{name}")) as here:
        assert here.path.stem == "recording"
        assert here.path.read_bytes() == b"fine"


def test_want_of_room_is_of_this_machine_and_ends_the_batch(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.sources.fetching.os.open", full)
    with (
        pytest.raises(TingheError, match="cannot be fetched there") as failed,
        fetcher.here(a_job("s3://calls/a.wav")),
    ):
        pass
    assert not isinstance(failed.value, RecordingError)
