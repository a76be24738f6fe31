"""What the customer says that a reviewer must see."""

from pipeline.conduct.persons import third_person
from pipeline.conduct.rules import ConductRules, conduct_rules
from pipeline.conduct.search import CERTAINTY, find, find_by_likeness
from pipeline.domain.report import Finding, evidence_in
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.intents.bank import Speech
from pipeline.intents.reading import Intent

_DOUBT = "identity_doubt"


def find_risks(transcript: Transcript, product: str, intents: tuple[Intent, ...] = ()) -> tuple[Finding, ...]:
    """The risks that the customer's side voices, in the taxonomy's order, each with its evidence.

    intents: what the passages of the call are likely to do; none where only the patterns shall judge.
    """
    rules = conduct_rules()
    said = [u for u in transcript.utterances if u.role is Role.CUSTOMER]
    told = [u for u in transcript.utterances if u.role is Role.AGENT]
    found = {
        id_: find(id_, rule, rules, said)
        or find(id_, rule, rules, told, source="agent_says")
        or find_by_likeness(id_, rule, said, intents, Speech.RISK)
        for id_, rule in rules.risks.items()
        if rule.applies_to(product)
    }
    found[_DOUBT] = found.get(_DOUBT) or _somebody_else(transcript, rules)
    return tuple(finding for finding in found.values() if finding)


def _somebody_else(transcript: Transcript, rules: ConductRules) -> Finding | None:
    person = third_person(transcript, rules)
    if person is None:
        return None
    said = person.said_in
    evidence = evidence_in(said, said.text, rule=f"{_DOUBT}.third_person", explanation="接听者并非借款人本人")
    return Finding(id=_DOUBT, confidence=round(CERTAINTY * said.confidence, 3), evidence=(evidence,))
