"""What every finder of candidates gets: the call, its questions, and the rules that can apply."""

from dataclasses import dataclass

from pipeline.domain.transcript import Transcript
from pipeline.facts.call import Call
from pipeline.facts.questions import Questions
from pipeline.facts.rules import fact_rules, topics_of
from pipeline.facts.schema import Scope, Talk, Topic


@dataclass(frozen=True)
class Listening:
    """One call, prepared. topics: those that a call of its product and stage can be about."""

    call: Call
    questions: Questions
    topics: dict[str, Topic]
    talk: Talk
    scope: Scope
    product: str
    stage: str

    def informs(self, fact: str) -> bool:
        """Whether telling this fact is the agent's task in this stage."""
        return fact in self.topics and self.stage in self.topics[fact].inform


def listen(transcript: Transcript, product: str, stage: str) -> Listening:
    """Prepare a transcript for the finders of candidates."""
    rules, topics = fact_rules(), topics_of(product, stage)
    call = Call(transcript)
    return Listening(
        call=call,
        questions=Questions(call, topics, rules.talk),
        topics=topics,
        talk=rules.talk,
        scope=rules.scope,
        product=product,
        stage=stage,
    )
