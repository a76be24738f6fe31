"""One folder of models decides: a changed copy decides otherwise, and a broken file is refused when it is wanted."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dialogue.call_kind import guess_product
from pipeline.errors import ChecklistError
from pipeline.facts.proposals import proposals
from pipeline.rulebook.files import models_folder
from pipeline.rules import Rules, shipped_rules
from pipeline.speakers.roles import decide_agent
from tests.reader.readings import talk
from tests.speakers.making import segment

NOT_RULES = ("weights", "reader", "calls", "passages")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules that may be changed."""
    return Path(shutil.copytree(models_folder(), tmp_path / "models", ignore=shutil.ignore_patterns(*NOT_RULES)))


def change(file: Path, old: str, new: str) -> int:
    """Write new for the first old in a file and tell the line of it."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def loan_amounts(rules: Rules, line: str) -> list[str | None]:
    return [found.values.get("loan_amount") for found in proposals(talk(line), "consumer", rules.figures)]


def test_the_shipped_rules_are_those_of_the_models_folder_read_once() -> None:
    assert shipped_rules() is shipped_rules()
    assert shipped_rules().folder == models_folder()
    assert shipped_rules().figures is shipped_rules().figures
    assert shipped_rules().corrector is shipped_rules().corrector


def test_an_unchanged_copy_decides_the_same(folder: Path) -> None:
    copy, shipped = Rules(folder), shipped_rules()
    assert copy.sha256 == shipped.sha256
    assert copy.figures == shipped.figures
    assert copy.explanations == shipped.explanations
    assert copy.role_cues == shipped.role_cues
    assert copy.call_kinds == shipped.call_kinds
    assert copy.announcements == shipped.announcements
    assert copy.follow_up == shipped.follow_up


def test_another_range_of_figures_takes_other_values(folder: Path) -> None:
    change(folder / "facts.yaml", "bare_unit: 10000, least: 500, most: 1.0e+11", "bare_unit: 1000, least: 30000")
    assert loan_amounts(shipped_rules(), "客：二十万，或者两万，就三十吧。") == ["200000", "20000", "300000"]
    assert loan_amounts(Rules(folder), "客：二十万，或者两万，就三十吧。") == ["200000", None, "30000"]


def test_another_explanation_is_told(folder: Path) -> None:
    change(folder / "conduct.yaml", "overdue: 已逾期或预计还不上", "overdue: 还款有困难")
    assert shipped_rules().explanations["overdue"] == "已逾期或预计还不上"
    assert Rules(folder).explanations["overdue"] == "还款有困难"


def test_another_cue_guesses_another_product(folder: Path) -> None:
    change(folder / "lexicon" / "call_kinds.yaml", "'营业额|流水", "'装修队|营业额|流水")
    said = talk("客：我是带装修队的。")
    assert guess_product(said, shipped_rules().call_kinds).id == "consumer"
    assert guess_product(said, Rules(folder).call_kinds).id == "business"


def test_another_cue_tells_the_agent_otherwise(folder: Path) -> None:
    said = {0: [segment(0.0, "嗯，我说一下。")], 1: [segment(3.0, "本次通话会录音。")]}
    assert decide_agent(said, shipped_rules().role_cues).agent == 1
    change(folder / "lexicon" / "role_cues.yaml", "first_speaker: 0.4", "first_speaker: 40")
    assert decide_agent(said, Rules(folder).role_cues).agent == 0


def test_another_phrase_is_repaired(folder: Path) -> None:
    change(folder / "lexicon" / "repairs.yaml", "phrases:\n", "phrases:\n  - 梧桐白条\n")
    assert Rules(folder).corrector.written("我用过无同白条").text == "我用过梧桐白条"
    assert shipped_rules().corrector.written("我用过无同白条").text == "我用过无同白条"


def test_another_weight_calls_a_case_again_sooner(folder: Path) -> None:
    change(folder / "cases" / "follow_up.yaml", "  complaint: 2\n", "  complaint: 12\n")
    assert shipped_rules().follow_up.days_for(frozenset({"complaint"})) == 30
    assert Rules(folder).follow_up.days_for(frozenset({"complaint"})) == 3


@pytest.mark.parametrize("file", ["facts.yaml", "conduct.yaml", "lexicon/role_cues.yaml", "corpus/openings.txt"])
def test_any_change_of_a_rule_changes_the_hash(folder: Path, file: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as written:
        written.write("\n")
    assert Rules(folder).sha256 != shipped_rules().sha256


READS: dict[str, Callable[[Rules], object]] = {
    "facts.yaml": lambda rules: rules.figures,
    "conduct.yaml": lambda rules: rules.explanations,
    "lexicon/role_cues.yaml": lambda rules: rules.role_cues,
    "lexicon/call_kinds.yaml": lambda rules: rules.call_kinds,
    "lexicon/announcements.yaml": lambda rules: rules.announcements,
    "cases/follow_up.yaml": lambda rules: rules.follow_up,
    "lexicon/repairs.yaml": lambda rules: rules.corrector.written("您好"),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "further", "cause"),
    [
        ("facts.yaml", "  loan_term: {kinds", "  loan_term: {knids", 0, "figures.loan_term.kinds: Field required"),
        ("conduct.yaml", "  overdue: ", "  overdew: ", 0, "the taxonomy has no overdew"),
        ("conduct.yaml", "violations:\n", "violations:\n  threat: 甲\n", 5, "the key threat is given twice"),
        ("lexicon/role_cues.yaml", "trust: 0.8", "trust: 8", 0, "trust: Input should be less than or equal to 1"),
        ("lexicon/call_kinds.yaml", "'装修|学费", "'(装修|学费", 0, "products.consumer.1.pattern: Value error"),
        ("lexicon/announcements.yaml", "patience: 7", "patience: -1", 0, "kinds.assistant.patience: Input should be"),
        ("cases/follow_up.yaml", "days: 90", "days: 0", 0, "steps.0.days: Input should be greater than 0"),
        ("lexicon/repairs.yaml", "phrases:\n", "frases: []\nphrases:\n", 0, "frases: Extra inputs"),
    ],
)
def test_a_broken_file_is_refused_by_file_and_line_when_it_is_first_wanted(
    folder: Path, file: str, old: str, new: str, further: int, cause: str
) -> None:
    line = change(folder / file, old, new) + further
    rules = Rules(folder)
    for other, read in READS.items():
        if other not in {file, "lexicon/repairs.yaml"}:
            assert read(rules)
    with pytest.raises(ChecklistError) as refused:
        READS[file](rules)
    assert refused.value.subject == f"{folder / file}:{line}"
    assert refused.value.cause.startswith(cause)


def test_what_was_read_once_is_not_read_again(folder: Path) -> None:
    rules = Rules(folder)
    before = rules.explanations
    (folder / "conduct.yaml").unlink()
    assert rules.explanations == before
    with pytest.raises(ChecklistError, match=r"conduct\.yaml: cannot be read"):
        READS["conduct.yaml"](Rules(folder))


def test_a_folder_without_rules_is_refused_when_one_is_wanted(tmp_path: Path) -> None:
    rules = Rules(tmp_path)
    for file, read in READS.items():
        with pytest.raises(ChecklistError, match=rf"{file}: cannot be read"):
            read(rules)
