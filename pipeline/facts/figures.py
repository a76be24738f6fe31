"""Candidates for facts that are figures: every quantity of the call goes to the one matter that claims it best."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, candidate_at, how_said
from pipeline.facts.claims import ECHO_WORTH, LAST_QUESTION_WORTH, QUESTION_WORTH, Claim, best_claim, is_measure, mark
from pipeline.facts.listening import Listening
from pipeline.facts.measures import Bounds, Circumstances, measured
from pipeline.facts.schema import FigureRule
from pipeline.facts.scope import elsewhere, of_another, supposed
from pipeline.facts.uptake import granted, polarity
from pipeline.language.numbers import quantities
from pipeline.language.quantity import Quantity, range_text
from pipeline.language.replies import ReplyAct

_ANSWERED = 0.85  # what an answer to its question is worth at least, once the figure is its
_SETTLED = 0.35  # what a customer's unasked figure loses where the matter was settled long ago
_CONTINUED = 0.6
_STILL_DISCUSSED = 2  # turns
_LEAD_IN = 12  # characters of an earlier sentence that still announce the next (哦不对。)


def figure_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every figure of the call that a matter claims, with how the two sides stand to it."""
    thread = _Thread()
    for sentence in listening.call.sentences:
        said = quantities(sentence.text)
        asked = thread.may_answer(listening, sentence) if said else {}
        for quantity in said:
            if is_measure(sentence.plain, quantity, said):
                continue
            marked = mark(sentence.plain, said, quantity)
            mended = thread.mended_by(sentence) if _mends(listening, sentence, marked) else ()
            claim = best_claim(listening, sentence, quantity, marked, dict.fromkeys(mended, QUESTION_WORTH) | asked)
            claim = claim or thread.continued(listening, sentence, quantity, marked)
            if claim:
                thread.note(sentence, quantity, claim)
                yield from _counted(listening, sentence, quantity, claim, asked)


class _Thread:
    """Which matters the figures so far were about: a figure may take up the matter of the one before it."""

    def __init__(self) -> None:
        self._claimed: dict[int, list[str]] = defaultdict(list)
        self._last_of_kind: dict[str, tuple[int, str]] = {}

    def note(self, sentence: Sentence, quantity: Quantity, claim: Claim) -> None:
        """Remember what a figure was about."""
        self._claimed[sentence.turn].append(claim.topic)
        self._last_of_kind[quantity.kind] = (sentence.turn, claim.topic)

    def may_answer(self, listening: Listening, sentence: Sentence) -> dict[str, float]:
        """What a figure may answer, with what the question is worth to it.

        That is what was asked (the last most), and what the agent's last turn gave another figure for.
        """
        asked = listening.questions.open_for(sentence)
        echoed = self._echoed(listening, sentence) if sentence.role is Role.CUSTOMER else []
        if echoed and not listening.questions.raised_right_before(sentence):
            asked = ()
        worth = dict.fromkeys(echoed, ECHO_WORTH) | dict.fromkeys(asked, QUESTION_WORTH)
        last = next((topic for topic in asked if listening.topics[topic].figure), None)
        return worth | ({last: LAST_QUESTION_WORTH} if last else {})

    def _echoed(self, listening: Listening, sentence: Sentence) -> list[str]:
        """What the agent's last turn gave a figure for, unless the customer begins by agreeing to it."""
        if polarity(listening.call.turn_texts[sentence.turn]) is ReplyAct.ASSENT:
            return []
        claimed = self._claimed[sentence.turn - 1]
        figures = {topic: listening.topics[topic].figure for topic in claimed}
        return [topic for topic, figure in figures.items() if figure and listening.stage not in figure.settled]

    def mended_by(self, sentence: Sentence) -> tuple[str, ...]:
        """What a correction in this sentence mends: the matter of the figure before it in the same turn."""
        return tuple(self._claimed[sentence.turn][-1:])

    def continued(self, listening: Listening, sentence: Sentence, quantity: Quantity, marked: str) -> Claim | None:
        """The claim of the matter under discussion on a figure that nothing else claims (二十八号可以吗？)."""
        turn, topic = self._last_of_kind.get(quantity.kind, (-1, ""))
        rule = listening.topics[topic].figure if topic else None
        if rule is None or sentence.turn - turn > _STILL_DISCUSSED or not listening.talk.tag.search(sentence.plain):
            return None
        bounds = measured(topic, rule, quantity, marked, Circumstances(product=listening.product))
        if bounds is None or rule.void.search(marked):
            return None
        return Claim(topic=topic, rule=f"{topic}.continued", weight=_CONTINUED, bounds=bounds, marked=marked)


def _counted(
    listening: Listening, sentence: Sentence, quantity: Quantity, claim: Claim, asked: dict[str, float]
) -> Iterator[Candidate]:
    answered = sentence.role is Role.CUSTOMER or listening.holds_both_voices(sentence)
    under_question = claim.topic in asked and answered
    if sentence.role is Role.AGENT and listening.topics[claim.topic].only_customer and not under_question:
        return
    if _cut_short(sentence, quantity) or not _meant(listening, sentence, claim, under_question=under_question):
        return
    inform = listening.informs(claim.topic)
    how = how_said(listening.call, sentence, quantity.end, listening.talk, under_question=under_question, inform=inform)
    if how:
        found = candidate_at(
            sentence,
            quantity.start,
            quantity.end,
            fact=claim.topic,
            value=_written(claim.bounds),
            how=how,
            rule=claim.rule,
            weight=_weight(listening, sentence, claim, under_question=under_question),
        )
        yield found.model_copy(update=_remarks(listening, sentence, quantity, claim))


def _cut_short(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the decimals of a rate were said and not understood: 百分之三点 and then no figure."""
    return quantity.kind == "percent" and sentence.heard < 1 and sentence.plain.startswith("点", quantity.end)


def _weight(listening: Listening, sentence: Sentence, claim: Claim, *, under_question: bool) -> float:
    if under_question:
        return max(claim.weight, _ANSWERED)
    settled = sentence.role is Role.CUSTOMER and listening.stage in _figure(listening, claim).settled
    return claim.weight - (_SETTLED if settled else 0.0)


def _remarks(listening: Listening, sentence: Sentence, quantity: Quantity, claim: Claim) -> dict[str, bool]:
    return {
        "approximate": quantity.approximate,
        "mends": _mends(listening, sentence, claim.marked) or _wished(listening, sentence, quantity),
        "secondary": _secondary(listening, claim.marked),
        "total": bool(_figure(listening, claim).total.search(claim.marked)),
    }


def _figure(listening: Listening, claim: Claim) -> FigureRule:
    return listening.topics[claim.topic].figure or FigureRule(kinds=())


def _meant(listening: Listening, sentence: Sentence, claim: Claim, *, under_question: bool) -> bool:
    """Whether the figure is said as a fact of this customer and this loan."""
    scope, marked = listening.scope, claim.marked
    if scope.negated.search(marked) or (supposed(scope, marked) and not under_question):
        return False
    if sentence.role is Role.AGENT and scope.conditional.search(marked):
        return False
    if not _figure(listening, claim).own:
        return True
    if elsewhere(scope, marked) or of_another(scope, marked):
        return False
    return not scope.request.search(sentence.plain) or granted(listening.call, sentence, listening.talk)


def _written(bounds: Bounds) -> float | int | str:
    if bounds.low != bounds.high:
        return range_text(bounds.low, bounds.high)
    value = round(bounds.low, 6)
    return int(value) if value == int(value) else value


def _mends(listening: Listening, sentence: Sentence, marked: str) -> bool:
    earlier = listening.call.before_in_turn(sentence)
    lead_in = earlier[-1].plain if earlier and len(earlier[-1].plain) <= _LEAD_IN else ""
    return bool(listening.talk.correction.search(lead_in + marked[: marked.index("#") + 1]))


def _wished(listening: Listening, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the figure stands in a wish (能给整三年不？), which only counts once it is granted."""
    found = listening.scope.request.search(sentence.plain)
    return sentence.role is Role.CUSTOMER and bool(found) and quantity.end > (found.start() if found else 0)


def _secondary(listening: Listening, marked: str) -> bool:
    before = marked[: marked.index("#")]
    return bool(listening.talk.secondary.search(before[before.rfind("@") + 1 :]))
