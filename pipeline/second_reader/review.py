"""The door of this room: a judged call in, doubts of a second reader out; it never changes a verdict."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, ItemResult
from pipeline.domain.transcript import SECOND_READER, Transcript
from pipeline.privacy.masking import Disclosure
from pipeline.reports.certainty import Band, item_band
from pipeline.second_reader.endpoint import Endpoint, NoAnswerError, SecondReaderOptions
from pipeline.second_reader.prompt import messages, objections, opinions_in, prompt_sha256

_LOG: Final = logging.getLogger(__name__)
_GIVES_UP_AFTER: Final = 3  # requests without an answer, one after the other
_NOT_ASKED: Final = f"{SECOND_READER}未能完成，本通只有一次阅读的结果"


class Answers(Protocol):
    """Who answers; an Endpoint, or a test's own."""

    def answer(self, messages: Sequence[dict[str, str]]) -> str:
        """The text of the answer; raises NoAnswerError."""
        ...


class SecondOpinion(Frozen):
    """warnings: for the reviewer. reader: who was asked and how, empty where nobody answered.

    Where nothing was in doubt the reader is named too: there is nothing that it could be asked later.
    """

    warnings: tuple[str, ...] = ()
    reader: str = ""


class SecondReader:
    """Asks about what the first reader is not sure of; an endpoint that does not answer is not asked for ever."""

    def __init__(
        self,
        options: SecondReaderOptions,
        endpoint: Answers | None = None,
        disclosure: Disclosure = Disclosure.MASKED,
    ) -> None:
        """endpoint: one that is there already, else that of the options. disclosure: how much it is shown."""
        self._options = options
        self._disclosure = disclosure
        self._endpoint = endpoint or Endpoint(options)
        self._requests = self._failures = 0

    @property
    def identity(self) -> str:
        """The model and the hash of the question's wording; stands in reports."""
        return f"{self._options.model}+{prompt_sha256()[:12]}"

    def opinion(self, report: CallReport, questions: Mapping[str, str]) -> SecondOpinion:
        """What it says of the items that are in doubt; one request at most.

        questions: by item how the question list asks for it.
        """
        doubtful = [item for item in report.items if item_band(item) is not Band.SURE]
        if not doubtful:
            return SecondOpinion(reader=self.identity)
        if self._requests >= self._options.most_requests or self._failures >= _GIVES_UP_AFTER:
            return SecondOpinion(warnings=(_NOT_ASKED,))
        self._requests += 1
        return self._asked_about(doubtful, report, questions)

    def _asked_about(
        self, doubtful: Sequence[ItemResult], report: CallReport, questions: Mapping[str, str]
    ) -> SecondOpinion:
        shown = self._disclosure.call_of(report).shown
        masked = {index: utterance.text for index, utterance in shown.items()}
        transcript = Transcript(utterances=report.transcript, quality=report.quality)
        try:
            answer = self._endpoint.answer(messages(transcript, masked, doubtful, questions))
        except NoAnswerError as error:
            return self._no_opinion(report, str(error))
        opinions = opinions_in(answer, doubtful, masked)
        if opinions is None:
            return self._no_opinion(report, "the second reader's answer is not the JSON that it was asked for")
        self._failures = 0
        return SecondOpinion(warnings=objections(doubtful, opinions, transcript), reader=self.identity)

    def _no_opinion(self, report: CallReport, cause: str) -> SecondOpinion:
        self._failures += 1
        _LOG.warning("%s: %s", report.recording.call_id, cause)
        return SecondOpinion(warnings=(_NOT_ASKED,))
