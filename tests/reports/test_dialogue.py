import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Change, Quality, Unheard, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.reports.dialogue import DialogueLine, Gap, dialogue
from tests.making import a_report, an_utterance
from tests.reports.invented_call import invented_call


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
    assert [type(entry) for entry in dialogue(report)] == [DialogueLine, DialogueLine, Gap, DialogueLine]


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
