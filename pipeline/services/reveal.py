"""What is shown of reports in a folder with nothing masked, noted in the log of the store that holds their calls."""

from pathlib import Path

from pipeline.errors import UsageError


def log_of(folder: Path, store: str | None) -> str:
    """The URL of the store whose log notes what is revealed of the reports in a folder.

    store: as it was named; None for the one that lies beside the reports.

    Raises:
        UsageError: no store is named, and none lies there.
    """
    from pipeline.services.batch import STORE_FILE  # noqa: PLC0415 - an account that is not revealed starts without
    from pipeline.store.engine import url_of  # noqa: PLC0415 - as above

    beside = folder / STORE_FILE
    if not store and not beside.is_file():
        cause = f"its log has to note it, and there is no {STORE_FILE} beside the report"
        raise UsageError("--reveal", cause, "Name the store that holds the call with --store URL.")
    return store or url_of(beside)


def note_reveal_of(folder: Path, store: str | None, what: str, calls: int, reason: str = "") -> None:
    """Note that so many reports of a folder are shown with nothing masked; what: the command. store: as for log_of.

    Raises:
        UsageError: as log_of does.
        StoreError: the store cannot be written.
    """
    from pipeline.store.runs import note_reveal  # noqa: PLC0415 - as in log_of

    note_reveal(log_of(folder, store), what, calls, reason)
