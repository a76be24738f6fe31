"""What the call tells of an item without an exchange about it: a fact that was found, a risk that was voiced.

A question may be put in words that nobody knows, or be lost to the recogniser; where the call gives the fact that the
item asks for all the same, the item cannot have been left out. Who tells of a lost job tells how the income changed.
"""

from pipeline.domain.report import Evidence, Fact, Finding
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role

Told = dict[str, Evidence]


def told_in(transcript: Transcript, facts: tuple[Fact, ...], risks: tuple[Finding, ...]) -> Told:
    """The best evidence of each fact and each risk that the customer gave or agreed to, by their ids.

    What only the agent said may stand in the report as a fact; here it would pass a question off as its answer.
    """
    best = {found.name: found.evidence[0] for found in facts} | {found.id: found.evidence[0] for found in risks}
    agreed = {fact.name for fact in facts if fact.status == "confirmed"}
    said = transcript.utterances
    return {id_: shown for id_, shown in best.items() if id_ in agreed or said[shown.utterance].role is Role.CUSTOMER}
