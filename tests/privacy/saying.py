"""Calls of a few lines, as masking sees them."""

from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.privacy.mask import Mask
from pipeline.privacy.masking import masked_call
from tests.making import an_utterance


def a_call(*lines: str) -> tuple[Utterance, ...]:
    """The agent speaks first, then both in turn."""
    roles = (Role.AGENT, Role.CUSTOMER)
    return tuple(an_utterance(n, roles[n % 2], text, float(n)) for n, text in enumerate(lines))


def masked_lines(*lines: str, mask: Mask | None = None) -> list[str]:
    """What is shown of them."""
    return [utterance.text for utterance in masked_call(a_call(*lines), mask or Mask()).utterances]
