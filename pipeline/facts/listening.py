"""What every finder of candidates gets: the call, its questions, and the rules that can apply."""

import re
from dataclasses import dataclass

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Call, Sentence
from pipeline.facts.questions import Questions
from pipeline.facts.rules import fact_rules, topics_of
from pipeline.facts.schema import Scope, Talk, Topic
from pipeline.intents.reading import Intent

_OPEN_QUESTION = re.compile(r"(多少|几|多久|多长|哪|什么|啥|谁|怎么|咋)[^。！]*[？?]$")


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

    def holds_both_voices(self, sentence: Sentence) -> bool:
        """Whether a sentence of the agent's seems to answer the one before it, as where a call was not cut apart."""
        before = self.call.before_in_turn(sentence)
        if sentence.role is not Role.AGENT or not before or before[-1].utterance != sentence.utterance:
            return False
        return bool(_OPEN_QUESTION.search(before[-1].text)) and not self.talk.asking.search(sentence.text)

    def informs(self, fact: str) -> bool:
        """Whether telling this fact is the agent's task in this stage."""
        return fact in self.topics and self.stage in self.topics[fact].inform


def listen(transcript: Transcript, product: str, stage: str, intents: tuple[Intent, ...] = ()) -> Listening:
    """Prepare a transcript for the finders of candidates."""
    rules, topics = fact_rules(), topics_of(product, stage)
    call = Call(transcript)
    return Listening(
        call=call,
        questions=Questions(call, topics, rules.talk, intents),
        topics=topics,
        talk=rules.talk,
        scope=rules.scope,
        product=product,
        stage=stage,
    )
