"""Labelled calls as a recogniser might have heard them: words mistaken for others of the same sound, punctuation lost.

Values that are labelled are left as they were said; a label must still be found in its turn.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from random import Random
from typing import Final

import jieba
from pypinyin import lazy_pinyin

from pipeline.training.corpus import LabelledCall

# Of a call's words how many are misheard: the recogniser's errors on telephone calls, good lines and bad ones.
RATES: Final = (0.02, 0.05, 0.1, 0.15)
SPEAKER_SWAPPED: Final = 0.02
_RARE = 30  # words that the dictionary counts less often are not written by mistake
_PUNCTUATION: Final = "，。？！、；：…—,.?!"
# Sounds that are mistaken for each other on the telephone and between dialects.
_NEAR: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"))


def as_heard(call: LabelledCall, draw: Random) -> LabelledCall:
    """The call with a recogniser's mistakes; labels and labelled values unchanged."""
    rate, punctuation = draw.choice(RATES), draw.choice(("，", " ", ""))
    turns = {}
    for number, (key, text) in enumerate(call.turns.items()):
        kept = [mention.text for mention in call.mentions if mention.turn == number]
        turns[_key(key, draw)] = "".join(
            piece if is_kept else _misheard(piece, rate, punctuation, draw) for piece, is_kept in _pieces(text, kept)
        )
    return call.with_labels(turns=turns)


def _key(key: str, draw: Random) -> str:
    number, speaker = key.split()
    if draw.random() >= SPEAKER_SWAPPED:
        return key
    return f"{number} {'c' if speaker == 'a' else 'a'}"


def _pieces(text: str, kept: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces that are either kept or not; kept texts may overlap each other and stand in it often."""
    is_kept = [False] * len(text)
    for piece in filter(None, kept):
        at = text.find(piece)
        while at >= 0:
            is_kept[at : at + len(piece)] = [True] * len(piece)
            at = text.find(piece, at + 1)
    at = 0
    for keep, characters in groupby(is_kept):
        end = at + sum(1 for _ in characters)
        yield text[at:end], keep
        at = end


def _misheard(text: str, rate: float, punctuation: str, draw: Random) -> str:
    words = []
    for word in jieba.cut(text):
        if word in _PUNCTUATION:
            words.append(punctuation)
        elif draw.random() < rate:
            words.append(_mistaken(word, draw))
        else:
            words.append(word)
    return "".join(words)


def _mistaken(word: str, draw: Random) -> str:
    """Another word of the same sound, a commoner one more often; a word that sounds like no other may get lost."""
    others = [(other, count) for other, count in _by_sound().get(_sound(word), ()) if other != word]
    if not others:
        return word if draw.random() < 0.8 or len(word) > 1 else ""
    (other,) = draw.choices([other for other, _ in others], [count for _, count in others])
    return other


@cache
def _by_sound() -> dict[str, list[tuple[str, int]]]:
    """By sound the words of jieba's dictionary, with how often each is counted."""
    jieba.initialize()
    words = defaultdict(list)
    for word, count in jieba.dt.FREQ.items():
        if count >= _RARE and len(word) <= 4:
            words[_sound(word)].append((word, count))
    return dict(words)


def _sound(word: str) -> str:
    """The syllables without their tones, near sounds made one."""
    sound = " ".join(lazy_pinyin(word))
    for said, heard in _NEAR:
        sound = sound.replace(said, heard)
    return sound
