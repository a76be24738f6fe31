"""Whether a phrase or figure is meant at all: for this customer, this loan, as a fact and not as a supposition."""

from pipeline.facts.schema import Scope


def masked(text: str, start: int, end: int) -> str:
    """The text with text[start:end] replaced by the mark #."""
    return f"{text[:start]}#{text[end:]}"


def denied(scope: Scope, marked: str) -> bool:
    """Whether the phrase at # is negated, forbidden or given up again."""
    return any(cues.search(marked) for cues in (scope.negated, scope.forbidden, scope.dropped))


def supposed(scope: Scope, marked: str) -> bool:
    """Whether # stands in a supposition that begins in the same sentence."""
    return bool(scope.supposed.search(marked[: marked.index("#")]))


def elsewhere(scope: Scope, marked: str) -> bool:
    """Whether # belongs to another loan or an earlier time, and nothing brings the sentence back before it."""
    return bool(scope.elsewhere.search(marked)) and not scope.here.search(marked)


def meant(scope: Scope, marked: str) -> bool:
    """Whether # is said of this loan as a fact: neither denied nor supposed nor of another time."""
    return not (denied(scope, marked) or supposed(scope, marked) or elsewhere(scope, marked))


def of_another(scope: Scope, marked: str) -> bool:
    """Whether # belongs to another person."""
    return bool(scope.others.search(marked))
