"""`tinghe purge`: the store purged, what is left to do told."""

from datetime import date

from pipeline.cli.say import say
from pipeline.store.purging import purge


def purge_store(url: str, before: date) -> None:
    """Purge and tell."""
    purged = purge(url, before)
    say(f"{purged.calls} calls before {before}: {purged.hearings} transcripts purged.")
    for folder in purged.folders:
        say(f"Their reports and pages may still stand in {folder}: delete them there.")
