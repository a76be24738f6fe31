import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Quality, Utterance
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.index import index_row, render_index
from pipeline.reports.page import render_page
from pipeline.rulebook.taxonomy import taxonomy
from tests.making import a_recording, a_report, an_utterance
from tests.reports.invented_call import ATTRIBUTE, CLOSING, FORMULA, SCRIPT, invented_call
from tests.reports.reading import Page

CALL = invented_call()
HTML = render_page(CALL, b"ID3 not really music")
PAGE = Page(HTML)
INDEX = render_index([index_row(CALL)])


def page_of(report: CallReport) -> Page:
    return Page(render_page(report, None))


def with_quality(quality: Quality) -> Page:
    return page_of(a_report().model_copy(update={"quality": quality}))


def test_the_page_says_which_call_it_is_about() -> None:
    assert HTML.startswith("<!DOCTYPE html>")
    assert PAGE.all("html") == [{"lang": "zh-CN"}]
    for said in ("JW-2026-0417", "个人消费贷款", "贷前调查·信息核实", "2026-04-17 15:08", "陆306", "1:12"):
        assert said in PAGE.text


def test_what_may_make_the_report_wrong_stands_before_the_verdict() -> None:
    verdict = PAGE.text.index(CALL.score.verdict)
    for warning in ("按通话内容推断为个人消费贷款", "两人可能认反", "有1处共6秒语音未能识别"):
        assert PAGE.text.index(warning) < verdict


def test_a_report_without_doubts_opens_with_its_verdict() -> None:
    assert "使用前请留意" not in with_quality(Quality()).text


def test_roles_that_are_sure_need_no_warning_but_keep_their_grounds() -> None:
    page = with_quality(Quality(role_confidence=0.97, role_evidence=("说话人甲自报银行",)))
    assert "认反" not in page.text
    assert "说话人甲自报银行" in page.text


def test_every_item_has_its_name_its_status_in_words_and_signs_and_its_reason() -> None:
    for item in CALL.items:
        assert taxonomy().items[item.id].name in PAGE.text
        assert item.reason in PAGE.text
    for status in Status:
        assert re.search(rf"\S {status.name_zh}", PAGE.text)


def test_every_evidence_leads_to_its_second_and_its_line() -> None:
    places = {(cue["data-jump"], cue.get("data-line")) for cue in PAGE.all("button", **{"class": "cue"})}
    of_findings = [finding.evidence for finding in (*CALL.risks, *CALL.violations)]
    of_facts = [fact.evidence for fact in CALL.facts] + [mismatch.evidence for mismatch in CALL.mismatches]
    evidence = [each for some in (*(item.evidence for item in CALL.items), *of_findings, *of_facts) for each in some]
    assert {(str(e.start), str(e.utterance)) for e in evidence} <= places
    ids = set(PAGE.values("id"))
    assert {f"u{e.utterance}" for e in evidence} <= ids
    assert all(each.quote in PAGE.text and each.explanation in PAGE.text for each in evidence)


def test_every_link_within_the_page_arrives_and_every_id_is_there_once() -> None:
    ids = PAGE.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in PAGE.values("href") if href.startswith("#")} <= set(ids)


def test_facts_are_written_for_people_and_a_mismatch_with_the_loan_file_is_marked() -> None:
    for said in ("30万元", "36个月", "4.35%", "约1.2～1.5万元", "已婚", "已更正", "有争议", "≠ 25万元"):
        assert said in PAGE.text
    assert PAGE.all("tr", **{"class": "row-mismatch"}) == [{"class": "row-mismatch"}]


def test_a_repaired_word_shows_what_was_heard() -> None:
    assert PAGE.all("mark", title="识别为：合时")
    assert "先和您合时一下身份" in PAGE.text


def test_what_was_not_heard_stands_between_its_neighbours() -> None:
    before, gap, after = (
        PAGE.text.rindex(said) for said in ("就是自己周转一下吧", "0:34–0:40，5.9秒", "这个月厂里停了")
    )
    assert before < gap < after


def test_a_line_that_was_heard_badly_says_so() -> None:
    assert PAGE.text.count("听写把握低") == 1


def test_a_line_names_what_it_proves() -> None:
    assert {"#item-loan_amount", "#item-loan_term"} <= set(PAGE.values("href"))
    assert {"#finding-leading_answer", "#finding-income_loss"} <= set(PAGE.values("href"))


def test_the_page_names_every_version_and_hash_in_full() -> None:
    for said in (*CALL.versions.model_dump().values(), CALL.recording.sha256):
        assert said in PAGE.text


def test_the_recording_is_inside_the_page_or_its_absence_is_said() -> None:
    (audio,) = PAGE.all("audio")
    assert base64.b64decode(audio["src"].removeprefix("data:audio/mpeg;base64,")) == b"ID3 not really music"
    silent = page_of(CALL)
    assert silent.all("audio") == []
    assert "本页未附录音" in silent.text


@pytest.mark.parametrize("html", [HTML, INDEX], ids=["page", "index"])
def test_nothing_untrusted_becomes_markup(html: str) -> None:
    page = Page(html)
    assert [len(page.all(tag)) for tag in ("script", "style", "img", "iframe", "object")] == [1, 1, 0, 0, 0]
    assert not any(name.startswith("on") or name == "style" for _, has in page.elements for name in has)
    assert "owned" not in page.code


def test_hostile_words_are_shown_as_they_were_said() -> None:
    assert all(said in PAGE.text for said in (SCRIPT, CLOSING, FORMULA, ATTRIBUTE))


@pytest.mark.parametrize("html", [HTML, INDEX], ids=["page", "index"])
def test_the_policy_lets_only_our_own_style_and_script_in_and_nothing_from_outside(html: str) -> None:
    (policy,) = Page(html).all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.strip().split(" ", 1) for rule in policy["content"].split(";"))
    assert (rules["default-src"], rules["base-uri"], rules["form-action"]) == ("'none'",) * 3
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert not re.search(r"https?://|url\(|@import", html)


said = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=30)


@given(said, said)
def test_any_words_stay_words(call_id: str, words: str) -> None:
    report = a_report(a_recording(call_id), transcript=(an_utterance(0, Role.AGENT, words, 0.0),))
    page = page_of(report)
    assert words in page.text
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in page_of(a_report(a_recording("c"))).elements]


@pytest.mark.parametrize(
    "report",
    [
        a_report(a_recording(duration_s=0.0)).model_copy(update={"transcript": (), "items": ()}),
        a_report(a_recording(product="later", stage="later"), items={"an_item_of_later": Status.MISSING}),
        a_report(facts={"a_fact_of_later": "x"}, risks=("later",), violations=("later",), mismatches=("later",)),
        a_report(items={"income": Status.VERIFIED}).model_copy(
            update={"transcript": (Utterance(index=7, role=Role.CUSTOMER, start=3, end=2, heard="", text=""),)}
        ),
    ],
    ids=["nothing in it", "unknown checklist", "unknown findings", "an empty line that ends before it begins"],
)
def test_an_odd_report_has_a_page_too(report: CallReport) -> None:
    assert report.recording.call_id in page_of(report).text
    assert report.recording.call_id in Page(render_index([index_row(report)])).text


def test_the_same_report_gives_the_same_page() -> None:
    assert render_page(invented_call(), None) == render_page(invented_call(), None)
