"""How the conversation went: who spoke how much, how fast, over whom, and how long nobody did."""

from collections.abc import Sequence

from pipeline.domain.report import Metrics, SpeechRate, TalkShare
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role

# Shorter meetings of two voices are how people take turns, seconds.
MIN_OVERLAP_S = 0.2


def conversation_metrics(transcript: Transcript, duration_s: float) -> Metrics:
    """Talk shares, silence in seconds, overlaps and speech rates of one call of duration_s seconds."""
    utterances = sorted(transcript.utterances, key=lambda u: u.start)
    agent, customer = ([u for u in transcript.utterances if u.role is role] for role in (Role.AGENT, Role.CUSTOMER))
    agent_s, customer_s = sum(u.duration for u in agent), sum(u.duration for u in customer)
    both_s = agent_s + customer_s
    silences = _silences(utterances, duration_s)
    return Metrics(
        talk_share=TalkShare(
            agent=round(agent_s / both_s, 3) if both_s else 0.0,
            customer=round(customer_s / both_s, 3) if both_s else 0.0,
        ),
        silence_s=round(sum(silences), 1),
        longest_silence_s=round(max(silences, default=0.0), 1),
        overlaps=sum(
            earlier.role is not later.role and earlier.overlap(later) >= MIN_OVERLAP_S
            for n, earlier in enumerate(utterances)
            for later in utterances[n + 1 : n + 4]
        ),
        chars_per_minute=SpeechRate(agent=_rate(agent, agent_s), customer=_rate(customer, customer_s)),
    )


def _rate(utterances: Sequence[Utterance], seconds: float) -> float:
    characters = sum(sum(c.isalnum() for c in u.heard) for u in utterances)
    return round(characters * 60 / seconds, 1) if seconds else 0.0


def _silences(ordered: Sequence[Utterance], duration_s: float) -> list[float]:
    """The stretches in which nobody speaks, from the first second to the last; utterances in order of start."""
    silences, reached = [], 0.0
    for utterance in ordered:
        if utterance.start > reached:
            silences.append(utterance.start - reached)
        reached = max(reached, utterance.end)
    if duration_s > reached:
        silences.append(duration_s - reached)
    return silences
