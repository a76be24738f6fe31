"""Who holds the telephone: the borrower, or somebody who answers for them."""

from pipeline.conduct.rules import ConductRules
from pipeline.conduct.search import matches
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role


class ThirdPerson(Frozen):
    """Somebody else on the line: the utterance that says so, and the index at which the borrower takes over."""

    said_in: Utterance
    until: int | None

    def hears(self, index: int) -> bool:
        """Whether what is said at index reaches the other person's ears."""
        return index > self.said_in.index and (self.until is None or index < self.until)


def third_person(transcript: Transcript, rules: ConductRules) -> ThirdPerson | None:
    """The first somebody else of the call, or None."""
    customers = [u for u in transcript.utterances if u.role is Role.CUSTOMER]
    said_in = next((u for u in customers if matches(rules.third_person, u.text)), None)
    if said_in is None:
        return None
    later = (u.index for u in customers if u.index > said_in.index and matches(rules.borrower, u.text))
    return ThirdPerson(said_in=said_in, until=next(later, None))
