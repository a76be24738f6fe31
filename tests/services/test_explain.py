"""The account of a verdict of the reader's; the language model is one of the tests' own."""

import pytest

from pipeline.checklist.load import load_checklist
from pipeline.cli.output.explanation import explanation_lines
from pipeline.conduct.from_reading import likeliest
from pipeline.domain.grounds import Contribution, FactAccount, Grounds, MaskedWords
from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import UsageError
from pipeline.facts.proposals import proposals
from pipeline.judges import ReaderJudge
from pipeline.privacy.masking import Disclosure
from pipeline.reader.artefact import Artefact
from pipeline.reader.reader import Reader
from pipeline.rules import shipped_rules
from pipeline.services.explain import Explanation, explain, shown
from pipeline.settings import load_settings
from tests.making import VERSIONS, a_report, an_utterance
from tests.reader.models import CharacterModel

TRAINED = Artefact()
CHECKLIST = load_checklist("consumer", "pre_loan")
TALK = ((Role.AGENT, "您这次想贷多少？"), (Role.CUSTOMER, "贷二十万，装修用。"))


def judged(classifier: str = TRAINED.identity) -> CallReport:
    utterances = tuple(an_utterance(n, role, text, 65.0 + 3 * n) for n, (role, text) in enumerate(TALK))
    versions = VERSIONS.model_copy(update={"classifier": classifier, "checklist": CHECKLIST.id})
    report = a_report(
        items={"identity": Status.VERIFIED, "loan_amount": Status.MISSING}, violations=("off_hours_call",)
    )
    return report.model_copy(update={"transcript": utterances, "versions": versions})


def lines(what: str, report: CallReport | None = None) -> list[str]:
    judge = ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896)))
    return list(explanation_lines(explain(report or judged(), what, load_settings(), judge=judge)))


class Unread(ReaderJudge):
    """A judge whose reader must not be asked for."""

    @property
    def reader(self) -> Reader:
        raise AssertionError("the call was read again")


def by_the_hour(report: CallReport) -> list[str]:
    return list(explanation_lines(explain(report, "off_hours_call", load_settings(), judge=Unread())))


def test_what_the_clock_decided_is_shown_without_reading_the_call_again() -> None:
    shown = by_the_hour(judged())
    assert shown[0] == "off_hours_call: by the time of the call, not by what was said"
    assert "录音" in shown[1]


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ({"started_at": "2026-06-02 11:05"}, "  not found: the call began at 2026-06-02 11:05"),
        ({}, "  nobody said when the call began, so it was not judged; name it in the manifest's started_at"),
    ],
)
def test_what_the_clock_did_not_find_is_told_apart_from_what_it_could_not_judge(
    metadata: dict[str, str], line: str
) -> None:
    report = judged()
    recording = report.recording.model_copy(update={"metadata": metadata})
    report = report.model_copy(update={"violations": (), "recording": recording})
    assert by_the_hour(report)[1:] == [line]


@pytest.mark.parametrize(
    ("what", "begins"),
    [
        ("customer_name", "customer_name as a fact: "),
        ("identity", "identity: "),
    ],
)
def test_items_and_facts_each_have_their_account(what: str, begins: str) -> None:
    assert lines(what)[0].startswith(begins)


@pytest.mark.parametrize("kind", ["overdue", "threat"])
def test_the_account_of_a_risk_or_violation_says_how_likely_it_is(kind: str) -> None:
    stored, judge = judged(), ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896)))
    transcript = Transcript(utterances=stored.transcript, quality=stored.quality)
    spans = proposals(transcript, "consumer", shipped_rules().figures)
    reading = judge.reader.read(transcript, "consumer", "pre_loan", CHECKLIST.asked, spans)
    account = explain(stored, kind, load_settings(), judge=judge).conduct
    assert account is not None
    assert account.probability == likeliest(reading, transcript, kind)
    assert account.reported_from == TRAINED.description.thresholds.of_conduct(kind)
    assert lines(kind) == list(explanation_lines(Explanation(id=kind, report=stored, conduct=account)))


def test_what_was_kept_when_the_call_was_judged_is_shown_without_reading_it_again() -> None:
    report = judged()
    transcript = Transcript(utterances=report.transcript, quality=report.quality)
    kept = ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896))).grounds(transcript, CHECKLIST)
    for what in ("identity", "loan_amount", "overdue"):
        explained = explain(report, what, load_settings(), kept=kept, judge=Unread())
        assert list(explanation_lines(explained)) == lines(what, report)


def test_what_was_kept_needs_no_word_about_another_reader() -> None:
    report = judged("reader-2020.01+abc")
    transcript = Transcript(utterances=report.transcript, quality=report.quality)
    kept = ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896))).grounds(transcript, CHECKLIST)
    explained = explain(report, "overdue", load_settings(), kept=kept, judge=Unread())
    assert explained.superseded == ()


def test_a_name_that_items_and_facts_share_gives_both_accounts() -> None:
    shown = lines("loan_amount")
    assert shown[0].startswith("loan_amount: ")
    assert any(line.startswith("loan_amount as a fact: ") for line in shown)


def test_a_report_of_another_reader_says_so_first() -> None:
    assert lines("overdue", judged("reader-2020.01+abc"))[0] == (
        f"judged by reader-2020.01+abc; read again by {TRAINED.identity}"
    )


def test_an_item_of_another_list_is_refused_with_the_option_that_names_it() -> None:
    report = judged()
    report = report.model_copy(update={"items": (*report.items, report.items[0].model_copy(update={"id": "own_car"}))})
    with pytest.raises(UsageError, match=r"own_car: is not on .*--checklist"):
        lines("own_car", report)


def test_what_was_not_judged_is_refused_with_what_was() -> None:
    with pytest.raises(UsageError, match="loan_amount"):
        lines("shoe_size")


TELLING = ((Role.AGENT, "您好，请问是王小明先生吗？"), (Role.CUSTOMER, "我叫王小明，电话15800316629。"))


@pytest.mark.parametrize("what", ["identity", "customer_name", "overdue"])
def test_what_was_masked_when_the_report_was_made_is_shown_as_it_would_be_now(what: str) -> None:
    utterances = tuple(an_utterance(n, role, text, 3.0 * n) for n, (role, text) in enumerate(TELLING))
    report = judged().model_copy(update={"transcript": utterances})
    judge = ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896)))
    grounds = judge.grounds(Transcript(utterances=utterances, quality=report.quality), CHECKLIST)
    kept = Disclosure.MASKED.shown(report).grounds(grounds)
    explained = explain(report, what, load_settings(), kept=kept, judge=Unread())
    lines_now = list(explanation_lines(shown(explained, Disclosure.MASKED)))
    assert list(explanation_lines(shown(explained, Disclosure.MASKED, kept))) == lines_now
    assert not any("小明" in line or "0031" in line for line in lines_now)


@pytest.mark.parametrize("kept", [True, False])
def test_a_name_that_only_the_talk_gives_away_is_masked_in_the_account_of_a_fact_too(kept: bool) -> None:
    utterances = tuple(an_utterance(n, role, text, 3.0 * n) for n, (role, text) in enumerate(TELLING))
    report = judged().model_copy(update={"transcript": utterances})
    mention = Contribution(utterance=1, does="在王小明店里上班", probability=0.9, weight=0.5)
    account = FactAccount(standing="在王小明店里上班", threshold=0.5, contributions=(mention,))
    grounds = Grounds(items={}, facts={"employer": account}, conduct={})
    masked = Disclosure.MASKED.shown(report).grounds(grounds)
    explained = Explanation(id="employer", report=report, fact=account)
    fact = shown(explained, Disclosure.MASKED, masked if kept else None).fact
    assert fact is not None
    assert (fact.standing, fact.contributions[0].does) == ("在王**店里上班", "在王**店里上班")


def test_words_that_another_masking_masked_are_masked_anew() -> None:
    utterances = tuple(an_utterance(n, role, text, 3.0 * n) for n, (role, text) in enumerate(TELLING))
    report = judged().model_copy(update={"transcript": utterances})
    judge = ReaderJudge(reader=Reader(TRAINED, CharacterModel(width=896)))
    grounds = judge.grounds(Transcript(utterances=utterances, quality=report.quality), CHECKLIST)
    former = MaskedWords(disclosure="masked-1", texts=tuple(text for _, text in TELLING), facts=grounds.facts)
    kept = grounds.model_copy(update={"masked": former})
    explained = explain(report, "identity", load_settings(), kept=kept, judge=Unread())
    assert "小明" not in "".join(explanation_lines(shown(explained, Disclosure.MASKED, kept)))
    assert Disclosure.ALL.shown(report).grounds(grounds).masked is None
