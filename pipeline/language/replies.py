"""How a customer takes a question, whatever it is about: yes, no, will not say, does not really say."""

import re
from enum import StrEnum
from functools import cache, lru_cache

from pipeline.domain.base import Frozen
from pipeline.language.homophones import in_sound
from pipeline.language.sentences import CLAUSE_BORDERS
from pipeline.resources import models_folder
from pipeline.yamlfile import load_yaml

_FILLER = re.compile(r"^(呃|嗯|啊|哎呀|哎|唉|嗐|那个|这个|就是|那|哦|噢|喔|呵呵|哈哈)+(?=.)")
# Three characters each, so that a mask of three keeps all offsets.
A_NOT_A = re.compile(r"(有没有|是不是|能不能|会不会|要不要|行不行|对不对|好不好|知不知道)")


class ReplyAct(StrEnum):
    """What a reply does to the question that it follows."""

    ASSENT = "assent"
    AFFIRMATION = "affirmation"
    DENIAL = "denial"
    DECLINE = "decline"
    EVASION = "evasion"
    HOLD = "hold"
    QUESTION = "question"


# Acts that can only be told from a clause's beginning are searched clause by clause; the others in the whole reply.
_BY_CLAUSE = frozenset({ReplyAct.ASSENT, ReplyAct.DENIAL, ReplyAct.DECLINE, ReplyAct.EVASION, ReplyAct.HOLD})


class ReplyPhrases(Frozen):
    """models/lexicon/replies.yaml: regular expressions by act; sounding_assent are words to be found by their sound."""

    sounding_assent: tuple[str, ...]
    assent: tuple[str, ...]
    affirmation: tuple[str, ...]
    denial: tuple[str, ...]
    decline: tuple[str, ...]
    evasion: tuple[str, ...]
    hold: tuple[str, ...]
    question: tuple[str, ...]


@cache
def _phrases() -> ReplyPhrases:
    return load_yaml(models_folder() / "lexicon" / "replies.yaml").parse(ReplyPhrases)


@cache
def _patterns() -> dict[ReplyAct, re.Pattern[str]]:
    return {act: re.compile("|".join(f"(?:{p})" for p in getattr(_phrases(), act.value))) for act in ReplyAct}


@cache
def _sounding() -> re.Pattern[str]:
    return re.compile("|".join(map(in_sound, _phrases().sounding_assent)))


def sounds_like_assent(text: str) -> bool:
    """Whether what a recogniser wrote for a reply sounds like going along; its words need not."""
    return bool(_sounding().search(in_sound(text)))


def clauses(text: str) -> tuple[str, ...]:
    """The stretches between punctuation marks, without empty ones."""
    return tuple(clause for clause in CLAUSE_BORDERS.split(text) if clause)


@lru_cache(maxsize=4096)
def reply_acts(text: str) -> frozenset[ReplyAct]:
    """Every act that a reply performs; a reply may refuse one thing and answer another.

    A-not-A questions (有没有, 是不是) are taken out first, so that their 没 and 不 are no denial.
    """
    plain = A_NOT_A.sub("□□□", text)
    parts = clauses(plain)
    parts += tuple(bare for part in parts if (bare := _FILLER.sub("", part)) != part)
    return frozenset(
        act for act, pattern in _patterns().items() if _performs(pattern, parts if act in _BY_CLAUSE else (plain,))
    )


def _performs(pattern: re.Pattern[str], parts: tuple[str, ...]) -> bool:
    return any(pattern.search(part) for part in parts)
