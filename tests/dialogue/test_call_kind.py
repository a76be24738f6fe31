"""Which product and stage a call's own words speak for."""

from pathlib import Path

import pytest

from pipeline.dialogue.call_kind import CallKinds, Guess, guess_product, guess_stage, read_call_kinds
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from tests.reader.readings import talk

SHIPPED = shipped_rules().call_kinds
OWN = CallKinds.model_validate(
    {
        "products": {
            "consumer": [{"pattern": "装修", "weight": 2}, {"pattern": "旅游.*学费", "weight": 8}],
            "business": [{"pattern": "进货|流水", "weight": 1.5}],
            "mortgage": [{"pattern": "首付", "weight": 6}],
        },
        "stages": {"pre_loan": [{"pattern": "申请", "weight": 1}], "post_loan": [{"pattern": "回访", "weight": 3}]},
    }
)


@pytest.mark.parametrize(
    ("lines", "product", "margin"),
    [
        (("客：我想装修。",), "consumer", 1.0),
        (("客：进货用。",), "business", 1.0),
        (("客：装修，店里也要进货。",), "consumer", 0.25),
        (("客：进货。", "坐：流水呢？", "客：装修也用一点。"), "business", 0.333),
        (("客：装修，装修，装修，装修。", "坐：首付呢？"), "mortgage", 0.333),
        (("客：旅游，还有学费。",), "consumer", 1.0),
        (("客：旅游。", "客：学费。"), "consumer", 0.0),
    ],
    ids=[
        "one cue",
        "a cue of another",
        "the margin is a share of the best",
        "a cue said twice counts twice",
        "a cue said four times counts twice",
        "a pattern within one utterance",
        "no pattern runs from one utterance into the next",
    ],
)
def test_the_product_is_the_one_that_most_cues_speak_for(lines: tuple[str, ...], product: str, margin: float) -> None:
    assert guess_product(talk(*lines), OWN) == Guess(id=product, margin=margin)


@pytest.mark.parametrize("order", [("b", "a"), ("a", "b")])
def test_a_tie_goes_to_the_first_of_the_file_without_any_margin(order: tuple[str, str]) -> None:
    cues = {"a": [{"pattern": "装修", "weight": 3}], "b": [{"pattern": "进货", "weight": 1.5}]}
    even = CallKinds.model_validate({"products": {id_: cues[id_] for id_ in order}, "stages": {}})
    assert guess_product(talk("客：进货，装修，进货。"), even) == Guess(id=order[0], margin=0.0)


@pytest.mark.parametrize("lines", [(), ("坐：您好。", "客：嗯，你说。")], ids=["nobody speaks", "nothing is said"])
def test_where_nothing_speaks_for_any_the_first_is_guessed_without_any_margin(lines: tuple[str, ...]) -> None:
    assert guess_product(talk(*lines), SHIPPED) == Guess(id="consumer", margin=0.0)
    assert guess_stage(talk(*lines), SHIPPED) == Guess(id="pre_loan", margin=0.0)


def test_product_and_stage_are_guessed_each_for_itself() -> None:
    call = talk("坐：您好，做个贷后回访。", "客：好，上次那笔进货用了。")
    assert (guess_product(call, OWN).id, guess_stage(call, OWN).id) == ("business", "post_loan")


@pytest.mark.parametrize(
    ("line", "product", "stage"),
    [
        ("坐：您申请的消费贷，想贷多少？", "consumer", "pre_loan"),
        ("坐：您店里的经营贷批下来了，营业额没变吧？", "business", "in_review"),
        ("坐：您的房贷首付交了，按揭合同今天签。", "mortgage", "in_review"),
        ("坐：项目工程进度怎么样，贷后回访一下。", "project", "post_loan"),
        ("坐：上个月放给您的装修贷，用在哪了？发票留着没有？", "consumer", "post_loan"),
        ("坐：您厂里要贷流动资金，营业执照办了几年？我核实一下申请。", "business", "pre_loan"),
    ],
)
def test_the_shipped_cues_know_ordinary_calls(line: str, product: str, stage: str) -> None:
    guessed = guess_product(talk(line), SHIPPED), guess_stage(talk(line), SHIPPED)
    assert [(guess.id, guess.margin > 0) for guess in guessed] == [(product, True), (stage, True)]


def test_the_shipped_cues_cover_the_taxonomy_in_its_order() -> None:
    assert list(SHIPPED.products) == list(taxonomy().products)
    assert list(SHIPPED.stages) == list(taxonomy().stages)


@pytest.mark.parametrize(
    ("written", "broken", "cause"),
    [
        ("stages:\n", "steps:\n", "stages: Field required"),
        ("weight: 3}", "wait: 3}", r"products\.consumer\.0\.weight: Field required"),
        ("'消费贷|装修贷", "'(消费贷|装修贷", r"products\.consumer\.0\.pattern: .* does not compile"),
    ],
    ids=["unknown group", "unknown key", "bad pattern"],
)
def test_a_malformed_file_is_refused_by_name_and_place(tmp_path: Path, written: str, broken: str, cause: str) -> None:
    text = (models_folder() / "lexicon" / "call_kinds.yaml").read_text(encoding="utf-8")
    assert written in text
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "call_kinds.yaml").write_text(text.replace(written, broken, 1), encoding="utf-8")
    with pytest.raises(ChecklistError, match=rf"call_kinds\.yaml:\d+: {cause}"):
        read_call_kinds(tmp_path)
