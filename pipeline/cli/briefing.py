"""`tinghe brief`: the calls of a case read, the brief told."""

from pipeline.cases.overview import overview_of
from pipeline.cases.rules import follow_up_rules
from pipeline.cli.say import say
from pipeline.errors import TingheError
from pipeline.reports.brief import brief_lines
from pipeline.store.cases import calls_of_case
from pipeline.store.engine import explained, reading


def tell_brief(case_id: str, url: str) -> None:
    """Print the brief of a case.

    Raises:
        TingheError: the store knows no call of it.
    """
    with reading(url) as connection, explained(url):
        calls = calls_of_case(connection, case_id)
    if not calls:
        remedy = "Give a case_id as the manifest has it; calls without one belong to no case."
        raise TingheError(f"case {case_id}", "the store has no call of it", remedy)
    for line in brief_lines(overview_of(case_id, calls, follow_up_rules())):
        say(line)
