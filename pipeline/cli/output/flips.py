"""The lines of `tinghe rejudge` and `tinghe reproduce`."""

from collections.abc import Iterator
from typing import Final

from pipeline.population.flips import Flip, tally
from pipeline.services.rejudge import Rejudged
from pipeline.services.reproduce import Reproduction

_MOST_TOLD: Final = 50  # flips that are printed; --csv has all


def rejudged_lines(rejudged: Rejudged) -> Iterator[str]:
    """How many flip, who, which flips are the most frequent, and whether anything was written."""
    calls, flipped = rejudged.calls, rejudged.flipped
    yield f"{calls} calls judged anew: {flipped} flip, {calls - flipped} as before; {rejudged.purged} purged, left out."
    yield from (f"  {flip.call_id}: {_change(flip)}" for flip in rejudged.changes[:_MOST_TOLD])
    if len(rejudged.changes) > _MOST_TOLD:
        yield f"  … and {len(rejudged.changes) - _MOST_TOLD} more; --csv FILE writes all."
    yield from (f"  {count} × {_change(flip)}" for flip, count in tally(rejudged.changes))
    if rejudged.adopted:
        kept = "the former are kept, and pages in folders show them until they are run again."
        yield f"{rejudged.renewed} judgements adopted; {kept}"
    else:
        yield "Nothing was written; --adopt lets the new judgements stand."


def reproduced_lines(reproduction: Reproduction) -> Iterator[str]:
    """One line where the report is identical, else one for each difference."""
    if reproduction.identical:
        yield f"{reproduction.call_id}: identical ({reproduction.scope})"
    yield from (f"{reproduction.call_id}: differs: {difference}" for difference in reproduction.differences)


def _change(flip: Flip) -> str:
    return f"{flip.what} {flip.before or '-'} → {flip.after or '-'}"
