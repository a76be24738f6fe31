import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.checklist.load import Checklist
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, Finding, evidence_in
from pipeline.domain.transcript import Heard, HeardSegment, Transcript, Unheard, recognition_warnings
from pipeline.errors import RecordingError
from pipeline.judges import Findings, Judge, ReaderJudge
from pipeline.reports.codec import to_json
from pipeline.second_reader.endpoint import SecondReaderOptions
from pipeline.services.analyse import TRANSCRIPT_MODEL, Analyser
from pipeline.settings import Settings
from tests.audio.sounds import tone, write
from tests.second_reader.server import completion, serving

TURNS = [
    ("agent", "您好，我是中鼎银行的小周，这个电话会录音，请问是陈志远先生吗？"),
    ("customer", "对，我是陈志远。"),
    ("agent", "您申请的消费贷是二十万，分三年还，对吧？"),
    ("customer", "对，二十万，三年。"),
    ("agent", "一个月到手收入多少？"),
    ("customer", "还可以吧。"),
]


def transcript(folder: Path, turns: list[tuple[str, str]]) -> Path:
    path = folder / "call.json"
    said = [
        {"role": role, "text": text, "start": 3.0 * n, "end": 3.0 * n + 2.5} for n, (role, text) in enumerate(turns)
    ]
    path.write_text(json.dumps({"turns": said}, ensure_ascii=False), encoding="utf-8")
    return path


def judged(judge: Judge, folder: Path, turns: list[tuple[str, str]] = TURNS, **known: Any) -> CallReport:
    return Analyser(Settings(), judge=judge).transcript(Job(call_id="c-1", path=transcript(folder, turns), **known))


@pytest.mark.weights
def test_a_transcript_becomes_a_report_with_all_its_parts(reader_judge: ReaderJudge, tmp_path: Path) -> None:
    application = {"loan_amount": "300000", "customer_name": "陈志远"}
    report = judged(reader_judge, tmp_path, product="consumer", stage="pre_loan", application=application)
    statuses = {item.id: item.status for item in report.items}
    assert statuses["recording_notice"] == "verified"
    assert statuses["income"] == "insufficient"
    assert statuses["residence"] == "missing"
    assert {fact.name: fact.value for fact in report.facts}["loan_amount"] == 200000
    assert [(m.fact, m.application) for m in report.mismatches] == [("loan_amount", 300000)]
    assert {q.item for q in report.follow_up} >= {"income", "residence"}
    assert report.versions.model == TRANSCRIPT_MODEL
    assert report.recording.duration_s == 17.5


def test_the_same_transcript_gives_the_same_bytes(plain_judge: ReaderJudge, tmp_path: Path) -> None:
    assert to_json(judged(plain_judge, tmp_path)) == to_json(judged(plain_judge, tmp_path))


def test_product_and_stage_are_guessed_where_nobody_says_them_and_the_report_says_so(
    plain_judge: ReaderJudge, tmp_path: Path
) -> None:
    report = judged(plain_judge, tmp_path)
    assert (report.recording.product, report.recording.stage) == ("consumer", "pre_loan")
    assert any("推断" in warning for warning in report.quality.warnings)


def test_nothing_is_guessed_where_both_are_given(plain_judge: ReaderJudge, tmp_path: Path) -> None:
    report = judged(plain_judge, tmp_path, product="mortgage", stage="post_loan")
    assert report.recording.product == "mortgage"
    assert not any("推断" in warning for warning in report.quality.warnings)


class Doubtful:
    """A judge that finds nothing but a doubt."""

    identity = "doubtful"

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        said = transcript.utterances[5]
        shown = evidence_in(said, said.text, rule="income_loss.read", explanation="")
        doubt = Finding(id="income_loss", confidence=0.5, evidence=(shown,))
        return Findings(items=(), facts=(), risks=(), violations=(), doubts=(doubt,))


def test_a_doubt_is_for_the_reviewers_ear_and_counts_nowhere(tmp_path: Path) -> None:
    job = Job(call_id="c-1", path=transcript(tmp_path, TURNS), product="consumer", stage="pre_loan")
    report = Analyser(Settings(), judge=Doubtful()).transcript(job)
    assert report.quality.warnings == ("0:15 疑似“个人失业或收入下降”，把握不足，未计入结果，请复听",)
    assert report.risks == ()
    assert recognition_warnings(report.quality.warnings) == ()
    assert report.versions.classifier == "doubtful"


class Unsure:
    """Judges as another does and is sure of no item."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.identity = judge.identity

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        found = self._judge.judge(job, transcript, checklist)
        items = tuple(item.model_copy(update={"confidence": 0.4}) for item in found.items)
        return found.model_copy(update={"items": items})


def test_a_second_reader_raises_doubts_and_overrules_nothing(plain_judge: ReaderJudge, tmp_path: Path) -> None:
    job = Job(call_id="c-1", path=transcript(tmp_path, TURNS), product="consumer", stage="pre_loan")
    judge = Unsure(plain_judge)
    alone = Analyser(Settings(), judge=judge).transcript(job)
    objects = [{"id": item.id, "status": "refused", "turn": 5, "quote": "还可以吧"} for item in alone.items]
    with serving(lambda _: (200, completion(json.dumps({"items": objects})))) as server:
        settings = Settings(second_reader=SecondReaderOptions(url=server.url, model="qwen"))
        second = Analyser(settings, judge=judge).transcript(job)
    assert second.items == alone.items
    assert second.score == alone.score
    assert any("第二阅读意见为" in warning for warning in second.quality.warnings)
    assert second.versions.second_reader.startswith("qwen+")
    assert second.versions == Analyser(settings, judge=judge).transcript_versions("consumer", "pre_loan")
    assert second.versions.settings_sha256 == alone.versions.settings_sha256


@pytest.mark.parametrize("masked", [False, True])
def test_a_second_reader_is_sent_addresses_only_where_pages_show_them(
    masked: bool, plain_judge: ReaderJudge, tmp_path: Path
) -> None:
    talk = [*TURNS, ("customer", "我住青山市白桥区建国路88号3单元502室")]
    job = Job(call_id="c-1", path=transcript(tmp_path, talk), product="consumer", stage="pre_loan")
    with serving(lambda _: (200, completion('{"items": []}'))) as server:
        second = SecondReaderOptions(url=server.url, model="qwen")
        Analyser(Settings(second_reader=second, mask_addresses=masked), judge=Unsure(plain_judge)).transcript(job)
    ((_, body),) = server.requests
    assert ("建国路88号" in json.dumps(body, ensure_ascii=False)) != masked


ODD = {
    "empty": [],
    "one side only": [("agent", "您好？"), ("agent", "喂？")],
    "English": [("agent", "hello, this is the bank"), ("customer", "who? no thanks")],
    "swapped roles": [({"agent": "customer", "customer": "agent"}[role], text) for role, text in TURNS],
    "a thousand turns": TURNS * 170,
    "hostile": [("agent", "<script>alert(1)</script>"), ("customer", "=cmd()|' /C calc'!A0 \\ud800 \x00")],
}


@pytest.mark.parametrize("turns", ODD.values(), ids=ODD.keys())
def test_an_odd_transcript_gives_a_report_all_the_same(
    plain_judge: ReaderJudge, tmp_path: Path, turns: list[tuple[str, str]]
) -> None:
    report = judged(plain_judge, tmp_path, turns, product="consumer", stage="pre_loan")
    assert len(report.items) == 16
    assert to_json(report)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("not json", "is not JSON"),
        ('{"utterances": []}', "no list of turns"),
        ('{"turns": [{"role": "agent"}]}', "turn 1"),
        ('{"turns": [{"role": "robot", "text": "您好"}]}', "turn|role"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "call.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=cause) as error:
        Analyser(Settings()).transcript(Job(call_id="c-1", path=path))
    assert "您好" not in str(error.value)


class Scripted:
    """A recogniser that hears what the test wrote down."""

    identity = "scripted"

    def __init__(self, *segments: HeardSegment, unheard: tuple[Unheard, ...] = (), speech_s: float = 20.0) -> None:
        self.heard = Heard(segments=segments, unheard=unheard, speech_s=speech_s)

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:
        return self.heard


def said(channel: int, start: float, text: str) -> HeardSegment:
    return HeardSegment(channel=channel, start=start, end=start + 2, text=text, confidence=0.8)


@pytest.mark.weights
def test_a_stereo_recording_goes_its_whole_way(reader_judge: ReaderJudge, tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", tone(300, 8), tone(500, 8), codec="pcm_alaw")
    recogniser = Scripted(
        said(1, 0, "您好，我是中鼎銀行的小周，这通电话全程錄音，请问您贵姓？"),
        said(0, 3, "我姓陈。"),
        said(1, 5, "您想贷多少？"),
        said(0, 7, "三十万。"),
    )
    job = Job(call_id="c-1", path=path, product="consumer", stage="pre_loan")
    report = Analyser(Settings(), recogniser, judge=reader_judge).recording(job)
    assert [u.role for u in report.transcript] == ["agent", "customer", "agent", "customer"]
    assert report.quality.role_evidence
    assert {i.id: i.status for i in report.items}["recording_notice"] == "verified"
    assert report.recording.codec == "pcm_alaw"
    assert report.recording.channels == 2


@pytest.mark.weights
def test_a_figure_is_found_in_talk_of_four_turns(reader_judge: ReaderJudge, tmp_path: Path) -> None:
    turns = [
        ("agent", "您好，我是中鼎银行的小周。"),
        ("customer", "你好。"),
        ("agent", "您想贷多少？"),
        ("customer", "三十万。"),
    ]
    report = judged(reader_judge, tmp_path, turns, product="consumer", stage="pre_loan")
    assert {fact.name: fact.value for fact in report.facts}.get("loan_amount") == 300000


def test_a_silent_recording_is_a_report_with_coverage_zero_and_a_warning(
    plain_judge: ReaderJudge, tmp_path: Path
) -> None:
    path = write(tmp_path / "call.wav", np.zeros(24_000, np.float32))
    report = Analyser(Settings(), Scripted(speech_s=0.0), judge=plain_judge).recording(
        Job(call_id="c-1", path=path, product="consumer", stage="pre_loan")
    )
    assert report.quality.coverage == 0
    assert report.score.coverage == 0
    assert report.quality.warnings


TO_A_MACHINE = {
    "call assistant": ("您好，我是机主的通话助理，请问您找机主有什么事？", "好的，我会转告机主。"),
    "mailbox": ("您好，请在嘀声后留言。", "录音完毕请挂机。"),
    "network": ("您拨打的用户暂时无法接通，请稍后再拨。", "您拨打的用户暂时无法接通，请稍后再拨。"),
    "switchboard": ("业务咨询请按1，人工服务请按0。", "返回主菜单请按星号键。"),
}


@pytest.mark.parametrize("spoken", TO_A_MACHINE.values(), ids=TO_A_MACHINE.keys())
def test_nothing_is_settled_with_a_machine_and_a_reviewer_is_told(
    plain_judge: ReaderJudge, tmp_path: Path, spoken: tuple[str, str]
) -> None:
    agent = [text for role, text in TURNS if role == "agent"]
    turns = [("customer", spoken[0]), *(("agent", text) for text in agent), ("customer", spoken[1])]
    report = judged(plain_judge, tmp_path, turns, product="consumer", stage="pre_loan")
    assert report.facts == ()
    assert report.risks == ()
    assert {item.status for item in report.items}.isdisjoint({"verified", "refused"})
    told = [warning for warning in report.quality.warnings if "接听的不是客户本人" in warning]
    assert told
    assert not set(told) & set(recognition_warnings(report.quality.warnings))


@pytest.mark.weights
def test_what_was_told_before_a_person_came_to_the_telephone_counts_for_nothing(
    reader_judge: ReaderJudge, tmp_path: Path
) -> None:
    machine = ("customer", TO_A_MACHINE["call assistant"][0])
    met = [machine, TURNS[2], ("customer", "喂，我就是，你说。"), *TURNS]
    report = judged(reader_judge, tmp_path, met, product="consumer", stage="pre_loan")
    assert {fact.name: fact.value for fact in report.facts}["loan_amount"] == 200000
    assert {item.id: item.status for item in report.items}["recording_notice"] == "verified"
    assert "其间的话不作为客户的答复" in " ".join(report.quality.warnings)
    alone = judged(reader_judge, tmp_path, [machine, TURNS[2]], product="consumer", stage="pre_loan")
    assert alone.facts == ()
