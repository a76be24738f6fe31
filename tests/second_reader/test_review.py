"""The second reader against a server: what leaves the process, what is told, what happens when nobody answers."""

import json
from typing import Any

import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.privacy.masking import Disclosure
from pipeline.second_reader.endpoint import SecondReaderOptions
from pipeline.second_reader.review import SecondOpinion, SecondReader
from tests.making import a_recording, a_report, an_utterance
from tests.second_reader.server import LlmServer, completion, serving

TALK = ("请问是葛长河先生吗？", "我是葛长河，手机13800005678。", "您一个月挣多少？", "还行吧，够花。")
QUESTIONS = {"income": "您每月收入多少？"}
OBJECTS = json.dumps({"items": [{"id": "income", "status": "insufficient", "turn": 3, "quote": "够花"}]})


NULL = (200, b'{"choices": [{"message": {"content": null}}]}')
RUBBISH = (200, completion("asdf"))


def report(confidence: float = 0.6) -> CallReport:
    roles = (Role.AGENT, Role.CUSTOMER)
    utterances = tuple(an_utterance(n, roles[n % 2], text, 3.0 * n) for n, text in enumerate(TALK))
    about = a_recording(metadata={"app.customer_name": "葛长河"})
    made = a_report(about, items={"income": Status.VERIFIED, "identity": Status.VERIFIED})
    items = tuple(
        item.model_copy(update={"confidence": confidence if item.id == "income" else 0.99}) for item in made.items
    )
    return made.model_copy(update={"transcript": utterances, "items": items})


def options(server: LlmServer, **more: Any) -> SecondReaderOptions:
    return SecondReaderOptions(url=server.url, model="qwen", retries=more.pop("retries", 0), timeout_s=5, **more)


def asked(server: LlmServer, confidence: float = 0.6, **more: Any) -> SecondOpinion:
    return SecondReader(options(server, **more)).opinion(report(confidence), QUESTIONS)


def test_a_difference_is_a_warning_and_the_model_is_named() -> None:
    with serving(lambda _: (200, completion(OBJECTS))) as server:
        opinion = asked(server)
    assert len(opinion.warnings) == 1
    assert "第二阅读意见为核实不足" in opinion.warnings[0]
    assert opinion.reader.startswith("qwen+")


def test_neither_names_nor_numbers_leave_the_process_and_only_doubtful_items_are_asked_about() -> None:
    with serving(lambda _: (200, completion(OBJECTS))) as server:
        asked(server, api_key="geheim")
    ((headers, body),) = server.requests
    sent = json.dumps(body, ensure_ascii=False)
    assert "葛长河" not in sent
    assert "13800005678" not in sent
    assert "够花" in sent
    asked_about = body["messages"][1]["content"].partition("【待判断事项】")[2]
    assert "income：" in asked_about
    assert "identity：" not in asked_about
    assert "您每月收入多少？" in asked_about
    assert headers["Authorization"] == "Bearer geheim"
    assert (body["model"], body["temperature"]) == ("qwen", 0)


@pytest.mark.parametrize(("disclosure", "sent"), [(Disclosure.MASKED, True), (Disclosure.STRICT, False)])
def test_addresses_leave_the_process_only_where_they_are_not_masked(disclosure: Disclosure, sent: bool) -> None:
    lives = an_utterance(len(TALK), Role.CUSTOMER, "我住青山市白桥区建国路88号3单元502室", 12.0)
    about = report()
    about = about.model_copy(update={"transcript": (*about.transcript, lives)})
    with serving(lambda _: (200, completion(OBJECTS))) as server:
        SecondReader(options(server), disclosure=disclosure).opinion(about, QUESTIONS)
    ((_, body),) = server.requests
    assert ("建国路88号" in json.dumps(body, ensure_ascii=False)) == sent


def test_nobody_is_asked_where_nothing_is_in_doubt() -> None:
    with serving(lambda _: (200, completion(OBJECTS))) as server:
        opinion = asked(server, confidence=0.97)
    assert server.requests == []
    assert (opinion.warnings, opinion.reader.partition("+")[0]) == ((), "qwen")


@pytest.mark.parametrize(
    "reply",
    [(503, b""), (401, b""), (200, b"{}"), (200, b"no json"), (200, b'{"choices": []}'), (200, b"[]"), NULL, RUBBISH],
)
def test_without_an_answer_the_reviewer_is_told_and_the_report_names_no_reader(reply: tuple[int, bytes]) -> None:
    with serving(lambda _: reply) as server:
        opinion = asked(server)
    assert opinion == SecondOpinion(warnings=("第二阅读未能完成，本通只有一次阅读的结果",))


def test_a_busy_endpoint_is_asked_again_and_a_refusal_is_not() -> None:
    replies = [(503, b""), (200, completion(OBJECTS))]
    with serving(lambda _: replies.pop(0)) as server:
        assert asked(server, retries=1).reader
    with serving(lambda _: (401, b"")) as server:
        asked(server, retries=3)
        assert len(server.requests) == 1


def test_an_endpoint_that_never_answers_is_given_up_and_a_budget_ends() -> None:
    with serving(lambda _: (401, b"")) as server:
        reader = SecondReader(options(server))
        for _ in range(6):
            reader.opinion(report(), QUESTIONS)
        assert len(server.requests) == 3
    with serving(lambda _: (200, completion(OBJECTS))) as server:
        reader = SecondReader(options(server, most_requests=2))
        answered = [bool(reader.opinion(report(), QUESTIONS).reader) for _ in range(4)]
    assert answered == [True, True, False, False]


def test_an_address_that_nobody_listens_at_is_no_crash() -> None:
    with serving(lambda _: (200, b"")) as server:
        gone = options(server)
    assert SecondReader(gone).opinion(report(), QUESTIONS).reader == ""


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: (200, completion(OBJECTS))) as server, serving(lambda _: (200, b"")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert asked(server).reader
        assert proxy.requests == []


def test_an_answer_that_does_not_end_is_cut_off() -> None:
    with serving(lambda _: (200, b" " * 2_000_000)) as server:
        assert asked(server).reader == ""
