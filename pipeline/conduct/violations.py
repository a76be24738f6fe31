"""What the agent says that must not be said, and when the agent must not call."""

from datetime import datetime, time

from pipeline.conduct.persons import ThirdPerson, third_person
from pipeline.conduct.rules import ConductRules, conduct_rules
from pipeline.conduct.search import find, find_by_likeness, matches
from pipeline.domain.report import Finding, evidence_in
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.intents.bank import Speech
from pipeline.intents.reading import Intent

# GB/T 45251-2025: no calls from 22:00 to 8:00 where nothing else was agreed.
FIRST_CALL, LAST_CALL = time(8, 0), time(22, 0)
_DISCLOSURE, _HOURS = "third_party_disclosure", "off_hours_call"


def find_violations(
    transcript: Transcript, started_at: datetime | None, product: str, intents: tuple[Intent, ...] = ()
) -> tuple[Finding, ...]:
    """The agent's violations, in the taxonomy's order, each with its evidence.

    intents: what the passages of the call are likely to do; none where only the patterns shall judge.
    started_at: local time at the customer's place; None where nobody knows, and then call hours are not judged.
    """
    rules = conduct_rules()
    said = [u for u in transcript.utterances if u.role is Role.AGENT]
    found = {
        id_: find(id_, rule, rules, said) or find_by_likeness(id_, rule, said, intents, Speech.VIOLATION)
        for id_, rule in rules.violations.items()
        if rule.applies_to(product) and not rule.third_person_only
    }
    found[_DISCLOSURE] = _disclosed(transcript, said, rules)
    found[_HOURS] = off_hours(transcript, started_at)
    return tuple(finding for finding in found.values() if finding)


def _disclosed(transcript: Transcript, said: list[Utterance], rules: ConductRules) -> Finding | None:
    """Loan details told while somebody else holds the telephone."""
    person = third_person(transcript, rules)
    if person is None:
        return None
    told = [u for u in said if _tells(person, u, rules)]
    if not told:
        return None
    rule = rules.violations[_DISCLOSURE]
    evidence = tuple(
        evidence_in(u, u.text, rule=f"{_DISCLOSURE}.loan_details", explanation=rule.evidence) for u in told[:3]
    )
    return Finding(id=_DISCLOSURE, confidence=round(0.75 * told[0].confidence, 3), evidence=evidence)


def _tells(person: ThirdPerson, utterance: Utterance, rules: ConductRules) -> bool:
    return person.hears(utterance.index) and matches((rules.loan_details,), utterance.text)


def off_hours(transcript: Transcript, started_at: datetime | None) -> Finding | None:
    """The violation of calling at night, None where it is none or the hour is not known."""
    said = [u for u in transcript.utterances if u.role is Role.AGENT]
    if started_at is None or FIRST_CALL <= started_at.time() < LAST_CALL or not said:
        return None
    explanation = f"呼出时间为{started_at:%H:%M}，在8:00–22:00之外"
    first = evidence_in(said[0], said[0].text, rule=f"{_HOURS}.started_at", explanation=explanation)
    return Finding(id=_HOURS, confidence=1.0, evidence=(first,))
