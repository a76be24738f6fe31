"""The page of one call: what it shows and says, quotes, dialogue, and hostile words."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Change, Quality, Unheard, Utterance
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.index import index_row, render_index
from pipeline.reports.page import SHOWN_QUOTES, DialogueLine, Quotes, dialogue, quotes, render_page
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


def evidence(utterance: int, quote: str, explanation: str = "坐席提出", rule: str = "a.b") -> Evidence:
    start = 2.0 * utterance
    return Evidence(utterance=utterance, start=start, end=start + 1, quote=quote, rule=rule, explanation=explanation)


def shown(some: Quotes) -> list[tuple[int, str]]:
    return [(each.evidence.utterance, each.evidence.quote) for each in (*some.first, *some.more)]


def test_a_quote_that_two_rules_found_is_shown_once_with_both_reasons() -> None:
    found = (evidence(3, "分三年还"), evidence(4, "可以"), evidence(3, "分三年还", "坐席说出期限", "c.d"))
    first, second = quotes(found).first
    assert (first.evidence.quote, second.evidence.quote) == ("分三年还", "可以")
    assert first.explanations == ("坐席提出", "坐席说出期限")
    assert first.rules == ("a.b", "c.d")


def test_the_same_reason_is_given_once() -> None:
    (once,) = quotes((evidence(3, "分三年还"), evidence(3, "分三年还", rule="c.d"))).first
    assert once.explanations == ("坐席提出",)


def test_the_same_words_said_again_are_shown_again() -> None:
    assert shown(quotes((evidence(3, "可以"), evidence(9, "可以")))) == [(3, "可以"), (9, "可以")]


def test_a_long_list_shows_its_first_pieces_and_keeps_the_rest() -> None:
    some = quotes([evidence(n, "嗯") for n in range(SHOWN_QUOTES + 3)])
    assert (len(some.first), len(some.more)) == (SHOWN_QUOTES, 3)


@given(st.lists(st.builds(evidence, st.integers(0, 4), st.sampled_from(["好", "三年", "不用"])), max_size=20))
def test_no_quote_is_lost_doubled_or_moved(found: list[Evidence]) -> None:
    assert shown(quotes(found)) == list(dict.fromkeys((each.utterance, each.quote) for each in found))


def test_the_page_shows_a_quote_once_and_folds_a_long_list() -> None:
    report = a_report(facts={"loan_term": 36})
    found = (*(evidence(n, f"第{n}次说三年") for n in range(SHOWN_QUOTES + 2)), evidence(0, "第0次说三年", "客户确认"))
    fact = report.facts[0].model_copy(update={"evidence": found})
    page = Page(render_page(report.model_copy(update={"facts": (fact,)}), None))
    assert page.text.count("“第0次说三年”") == 1
    assert "坐席提出；客户确认" in page.text
    assert "另有2处" in page.text
    assert page.text.index("第3次说三年") < page.text.index("另有2处") < page.text.index("第4次说三年")


def spoken(report: CallReport) -> list[DialogueLine]:
    return [entry for entry in dialogue(report) if isinstance(entry, DialogueLine)]


def pieces(text: str, *changes: tuple[int, int, str]) -> list[tuple[str, str | None]]:
    repaired = tuple(Change(start=a, end=b, heard=heard, text=text[a:b], rule="x") for a, b, heard in changes)
    utterance = Utterance(index=0, role=Role.AGENT, start=0, end=1, heard="", text=text, changes=repaired)
    (line,) = spoken(a_report(transcript=(utterance,)))
    return [(piece.text, piece.heard) for piece in line.pieces if piece.text]


def test_utterances_and_gaps_stand_in_the_order_of_their_starts() -> None:
    lines = tuple(an_utterance(n, Role.AGENT, "好", start) for n, start in enumerate((0.0, 4.0, 9.0)))
    gap = Unheard(start=6.5, end=8.0, reason="听不清")
    report = a_report(transcript=lines).model_copy(update={"quality": Quality(unheard=(gap,))})
    assert [isinstance(entry, Unheard) for entry in dialogue(report)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], [("核实一下期限", None)]),
        ([(0, 2, "合时")], [("核实", "合时"), ("一下期限", None)]),
        ([(4, 6, "七线"), (0, 2, "合时")], [("核实", "合时"), ("一下", None), ("期限", "七线")]),
        ([(0, 3, "合时一"), (2, 4, "一夏")], [("核实一", "合时一"), ("下期限", None)]),
        ([(2, 2, "嗯")], [("核实", None), ("一下期限", None)]),
    ],
    ids=["none", "at the start", "out of order", "overlapping", "empty"],
)
def test_a_text_is_cut_at_its_repairs(
    changes: list[tuple[int, int, str]], expected: list[tuple[str, str | None]]
) -> None:
    assert pieces("核实一下期限", *changes) == expected


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), st.text(max_size=3))))
def test_the_pieces_together_are_the_text(text: str, changes: list[tuple[int, int, str]]) -> None:
    ordered = [(min(a, b), max(a, b), heard) for a, b, heard in changes]
    assert "".join(piece for piece, _ in pieces(text, *ordered)) == text


def test_a_line_names_each_thing_that_it_proves_once() -> None:
    proofs = {line.utterance.index: [proof.name for proof in line.proves] for line in spoken(invented_call())}
    assert proofs[0] == ["录音告知", "表明身份"]
    assert proofs[5] == ["申请金额", "贷款期限"]
    assert (proofs[8], proofs[9], proofs[6]) == (["个人失业或收入下降"], ["教客户如何作答"], [])


def test_only_what_the_recogniser_doubts_is_unsure() -> None:
    assert [line.utterance.index for line in spoken(invented_call()) if line.unsure] == [8]
