"""Odd input of the right form, made by Hypothesis: transcripts of strange turns, question lists of strange values."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rulebook.yamlfile import DEEPEST
from tests.fuzz.campaign import ending_of
from tests.fuzz.targets import Target, target

_PROFILE = settings.get_profile("fuzz" if settings.get_current_profile_name() == "fuzz" else "short")
_NUMBERS = st.one_of(st.floats(), st.integers(), st.integers(-(10**400), 10**400), st.none(), st.booleans())
_WORDS = st.one_of(
    st.text(max_size=40),
    st.text("一二三四五六七八九十百千万亿点分之零年月号期元块毛角-.,0123456789％%", max_size=30),
    st.sampled_from(["身份证后四位", "我叫王小明", "是", "\ud83d", "\x00", "<b>", "=1+1", "\u202e"]),
)
_TURNS = st.lists(
    st.fixed_dictionaries(
        {"text": st.lists(_WORDS, max_size=4).map("".join)},
        optional={
            "role": st.one_of(st.sampled_from(["agent", "customer"]), st.text(max_size=9), _NUMBERS),
            "start": _NUMBERS,
            "end": _NUMBERS,
        },
    ),
    max_size=8,
)
_TREES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)
_FILES = ("taxonomy.yaml", "checklists/items/common.yaml", "lexicon/role_cues.yaml", "facts.yaml", "conduct.yaml")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with (
        target("transcripts", tmp_path_factory.mktemp("fuzz")) as transcripts,
        target("yaml", tmp_path_factory.mktemp("fuzz")) as checklists,
    ):
        yield {"transcripts": transcripts, "yaml": checklists}


@_PROFILE
@given(turns=_TURNS)
def test_any_turns_are_judged_or_refused(doors: dict[str, Target], turns: list[Any]) -> None:
    ending = ending_of(doors["transcripts"], json.dumps({"turns": turns}).encode())
    assert ending in ("taken", "refused")


@_PROFILE
@given(tree=_TREES, file=st.sampled_from(_FILES), at_top=st.booleans())
def test_any_tree_is_no_question_list_or_one(doors: dict[str, Target], tree: Any, file: str, at_top: bool) -> None:
    written = yaml.safe_dump(tree if at_top else {"items": tree, "agent": tree, "figures": tree}, allow_unicode=True)
    assert ending_of(doors["yaml"], f"#{file}\n{written}".encode(errors="replace")) in ("taken", "refused")


@_PROFILE
@given(depth=st.integers(0, DEEPEST * 3), opening=st.sampled_from(["[", "{a: ", "- ", "? ", "- - "]))
def test_any_depth_is_taken_or_refused(doors: dict[str, Target], depth: int, opening: str) -> None:
    assert ending_of(doors["yaml"], f"#conduct.yaml\nrisks: {opening * depth}".encode()) in ("taken", "refused")
