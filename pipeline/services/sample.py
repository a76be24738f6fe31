"""Calls of a store drawn for people to hear, noted in the log."""

from pathlib import Path

from pipeline.errors import UsageError
from pipeline.population.sampling import Sample, draw_sample
from pipeline.population.selection import Wanted
from pipeline.reports.lists import sample_csv
from pipeline.reports.writing import refused_if_unwritable, write_atomically
from pipeline.rulebook.files import sha256_of
from pipeline.services.coverage import selected_calls
from pipeline.store.runs import note_export


def write_sample(url: str, wanted: Wanted, out: Path, *, error: float, share: float, seed: int) -> Sample:
    """Draw a sample, write it, note in the log that it was drawn, and give it back.

    Raises:
        UsageError: error or share is no share between 0 and 1.
        TingheError: there is no such call, or the file cannot be written.
    """
    for option, given in (("--error", error), ("--share", share)):
        if not 0 < given < 1:
            raise UsageError(option, f"{given} is no share between 0 and 1", "Give something like 0.05.")
    sample = draw_sample(selected_calls(url, wanted), error, share, seed)
    with refused_if_unwritable(out, "Give another --out."):
        write_atomically(out, sample_csv(sample.calls, out.parent))
    asked = {**wanted.model_dump(mode="json", exclude_none=True), "error": str(error), "share": str(share)}
    note_export(url, "sample", request={**asked, "seed": str(seed)}, files={out.name: sha256_of(out)})
    return sample
