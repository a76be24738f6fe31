"""How the conversation went: who spoke how much, how fast, over whom, and how long nobody did."""

from pipeline.domain.report import Metrics, SpeechRate, TalkShare
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role

# Shorter meetings of two voices are how people take turns, seconds.
MIN_OVERLAP_S = 0.2


def conversation_metrics(transcript: Transcript, duration_s: float) -> Metrics:
    """Talk shares, silence in seconds, overlaps and speech rates of one call of duration_s seconds."""
    utterances = transcript.utterances
    agent, customer = (_speaking_s(utterances, role) for role in (Role.AGENT, Role.CUSTOMER))
    both = agent + customer
    silences = _silences(utterances, duration_s)
    return Metrics(
        talk_share=TalkShare(
            agent=round(agent / both, 3) if both else 0.0, customer=round(customer / both, 3) if both else 0.0
        ),
        silence_s=round(sum(silences), 1),
        longest_silence_s=round(max(silences, default=0.0), 1),
        overlaps=_overlaps(utterances),
        chars_per_minute=SpeechRate(
            agent=_rate(utterances, Role.AGENT, agent), customer=_rate(utterances, Role.CUSTOMER, customer)
        ),
    )


def _speaking_s(utterances: tuple[Utterance, ...], role: Role) -> float:
    return sum(u.duration for u in utterances if u.role is role)


def _rate(utterances: tuple[Utterance, ...], role: Role, seconds: float) -> float:
    characters = sum(sum(c.isalnum() for c in u.heard) for u in utterances if u.role is role)
    return round(characters * 60 / seconds, 1) if seconds else 0.0


def _silences(utterances: tuple[Utterance, ...], duration_s: float) -> list[float]:
    """The stretches in which nobody speaks, from the first second to the last."""
    silences, reached = [], 0.0
    for utterance in sorted(utterances, key=lambda u: u.start):
        if utterance.start > reached:
            silences.append(utterance.start - reached)
        reached = max(reached, utterance.end)
    if duration_s > reached:
        silences.append(duration_s - reached)
    return silences


def _overlaps(utterances: tuple[Utterance, ...]) -> int:
    ordered = sorted(utterances, key=lambda u: u.start)
    return sum(
        earlier.role is not later.role and earlier.overlap(later) >= MIN_OVERLAP_S
        for n, earlier in enumerate(ordered)
        for later in ordered[n + 1 : n + 4]
    )
