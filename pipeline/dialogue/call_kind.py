"""Which checklist a call belongs to, where no manifest says it."""

from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript
from pipeline.rulebook.pattern import Regex
from pipeline.rulebook.yamlfile import load_yaml


class Cue(Frozen):
    """A pattern, and how much it weighs for its product or stage."""

    pattern: Regex
    weight: float


class CallKinds(Frozen):
    """models/lexicon/call_kinds.yaml: cues by product and by stage."""

    products: dict[str, tuple[Cue, ...]]
    stages: dict[str, tuple[Cue, ...]]


class Guess(Frozen):
    """The likeliest id, and how far it stands before the next: 0 (a tie) to 1 (nothing speaks for another)."""

    id: str
    margin: float


def read_call_kinds(folder: Path) -> CallKinds:
    """The cues of a models folder; raises ChecklistError where the file is malformed."""
    return load_yaml(folder / "lexicon" / "call_kinds.yaml").parse(CallKinds)


def guess_product(transcript: Transcript, kinds: CallKinds) -> Guess:
    """The product that the call's words speak for; the first of the taxonomy where nothing does."""
    return _likeliest(transcript, kinds.products)


def guess_stage(transcript: Transcript, kinds: CallKinds) -> Guess:
    """The stage that the call's words speak for; the first of the taxonomy where nothing does."""
    return _likeliest(transcript, kinds.stages)


def _likeliest(transcript: Transcript, cues: dict[str, tuple[Cue, ...]]) -> Guess:
    """The id whose cues weigh most, each by how often its pattern is found, a third time and later no more."""
    text = "\n".join(utterance.text for utterance in transcript.utterances)
    weights = {
        id_: sum(cue.weight * min(2, len(cue.pattern.findall(text))) for cue in own) for id_, own in cues.items()
    }
    ranked = sorted(weights, key=lambda id_: -weights[id_])
    best, next_best = weights[ranked[0]], weights[ranked[1]]
    return Guess(id=ranked[0], margin=round((best - next_best) / best, 3) if best else 0.0)
