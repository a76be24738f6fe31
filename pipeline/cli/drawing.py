"""`tinghe sample`: the calls of a store drawn from, the sample written, its export noted."""

from pathlib import Path
from typing import Final

from pipeline.cli.covering import calls_wanted
from pipeline.cli.say import say
from pipeline.errors import TingheError, UsageError
from pipeline.population.sampling import Sample, draw_sample
from pipeline.population.selection import Wanted
from pipeline.reports.sample_table import sample_csv
from pipeline.reports.writing import write_atomically
from pipeline.resources import sha256_of
from pipeline.store.exports import note_export

_MOST_SHARE: Final = 1.0


def write_sample(url: str, wanted: Wanted, out: Path, *, error: float, share: float, seed: int) -> None:
    """Draw a sample, write it, and note in the log that it was drawn.

    Raises:
        UsageError: error or share is no share between 0 and 1.
        TingheError: there is no such call, or the file cannot be written.
    """
    _refuse_no_share("--error", error)
    _refuse_no_share("--share", share)
    sample = draw_sample(calls_wanted(url, wanted), error, share, seed)
    try:
        write_atomically(out, sample_csv(sample.calls, out.parent))
    except OSError as refused:
        raise TingheError(out, f"cannot be written ({refused.strerror})", "Give another --out.") from refused
    asked = {**wanted.model_dump(mode="json", exclude_none=True), "error": str(error), "share": str(share)}
    note_export(url, "sample", said={**asked, "seed": str(seed)}, files={out.name: sha256_of(out)})
    say(_told(sample, error, seed, out))


def _refuse_no_share(option: str, said: float) -> None:
    if not 0 < said < _MOST_SHARE:
        raise UsageError(option, f"{said} is no share between 0 and 1", "Give something like 0.05.")


def _told(sample: Sample, error: float, seed: int, out: Path) -> str:
    passed = int((sample.calls["flagged"] == 0).sum())
    drawn = f"{len(sample.calls)} of {sample.population} calls drawn (seed {seed}), {passed} without a flagged item"
    width = f"expected half-width ±{sample.half_width:.2%} at 95 %, asked for ±{error:.2%}"
    return f"{drawn}; {width}. List: {out}."
