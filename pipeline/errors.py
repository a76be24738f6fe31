"""Everything that can go wrong on purpose.

TingheError
├── UsageError            2  the command, manifest, checklist or settings are wrong; nothing was started
│   ├── ManifestError
│   ├── ChecklistError
│   ├── SettingsError
│   └── StoreUrlError
├── StoreError            1  the database cannot be opened, read or written, or is of another version
├── WeightsError          1  weights are absent, cannot be fetched, or have a wrong hash
└── RecordingError        3  one recording cannot be processed; the batch goes on without it
    ├── SourceAwayError      the place where it lies does not answer; asking later may help
    └── ReportError          what should be a call report is none

A message names the thing, the cause and the remedy. The number is the exit status that the command line gives.
"""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit status of `tinghe`, as contract.md lists it."""

    DONE = 0
    NOTHING_DONE = 1
    WRONG_USAGE = 2
    SOME_FAILED = 3

    @classmethod
    def of(cls, *, done: int, failed: int) -> "ExitStatus":
        """What becomes of many recordings of which so many are done and so many failed."""
        if not done:
            return cls.NOTHING_DONE
        return cls.SOME_FAILED if failed else cls.DONE


class TingheError(Exception):
    """Root of the tree: catch it to catch everything that Tinghe raises on purpose."""

    exit_status = ExitStatus.NOTHING_DONE

    def __init__(self, subject: object, cause: str, remedy: str) -> None:
        """State what failed (a file, an option), why, and what the user can do about it."""
        super().__init__(subject, cause, remedy)
        self.subject = str(subject)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.subject}: {self.cause}. {self.remedy}"


class UsageError(TingheError):
    """The command was called wrongly, or what it was given to read is malformed."""

    exit_status = ExitStatus.WRONG_USAGE


class ManifestError(UsageError):
    """A manifest that cannot be read as contract.md says."""


class ChecklistError(UsageError):
    """A checklist, lexicon or phrase file that does not hold to its schema."""


class SettingsError(UsageError):
    """A setting with a value that cannot be used."""


class StoreUrlError(UsageError):
    """A --store that names no database that can be used."""


class StoreError(TingheError):
    """A database that cannot be opened, read or written, or that another version of Tinghe made."""


class WeightsError(TingheError):
    """Model weights that are absent, unreachable, or not what their hash says."""


class RecordingError(TingheError):
    """One recording or transcript that cannot be processed."""

    exit_status = ExitStatus.SOME_FAILED


class SourceAwayError(RecordingError):
    """A recording that lies where nobody answers just now, or not to its end; asking again later may help."""


class ReportError(RecordingError, ValueError):
    """A text that should be a call report and is none; a ValueError too, as parsers raise."""
