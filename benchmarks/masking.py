"""How much of what tells who somebody is is masked: recall and precision on labelled made-up dialogues.

    python -m benchmarks.masking tests/privacy/data/kept.yaml [--misses]
    python -m benchmarks.masking --calls models/corpus/calls/train/*.yaml

--calls: labelled calls of the corpus, of which the spoken customer's name, end of the identity number, telephone and
birth date are labelled; other names are not, so that only the recall means something. And how many of the labelled
sums, terms, rates and counts, as the product writes them in digits, are masked by mistake.

A file is a list of dialogues with turns (role, text) and secrets (turn, text, kind): tests/privacy/data/README.md.
A secret is masked when no more of it is shown than masks show: the surname, the ends of a number of eleven digits and
more, the sign of a plate, the letter of a passport. Precision is over what was masked: what overlaps no secret is one
mistake a place.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.domain.transcript import Utterance
from pipeline.numbers.itn import write_numbers
from pipeline.privacy.mask import Mask
from pipeline.privacy.masking import masked_call
from pipeline.privacy.numbers import Turn
from pipeline.text.edits import Edited
from pipeline.text.surnames import surname_of

_NUMBERS: Final = frozenset("0123456789零〇一二三四五六七八九十幺两洞拐勾双叉X初腊正")
_TWICE: Final = re.compile("双(.)")
_TIMES: Final = re.compile("([两二三四五六])个(.)")
_COUNTS: Final = dict(zip("两二三四五六", (2, 2, 3, 4, 5, 6), strict=True))
_LONG: Final = 11
_ENDS: Final = 7
_ROLES: Final = {"a": "agent", "c": "customer"}
_PERSONAL: Final = {
    "customer_name": "name",
    "id_tail": "identity_number",
    "phone": "mobile_number",
    "birth_date": "birth_date",
}
_DIGIT_KINDS: Final = ("mobile_number", "landline", "identity_number", "bank_card")
Dialogue = dict[str, Any]


class Score:
    """Counts over dialogues: secrets by kind, those masked, places that were masked, and those of no secret."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.secrets: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.misses: list[str] = []

    def add(self, dialogue: Dialogue) -> None:
        """Mask one dialogue as a whole call and count."""
        texts = [turn["text"] for turn in dialogue["turns"]]
        said = [_utterance(n, turn) for n, turn in enumerate(dialogue["turns"])]
        shown = [each.text for each in masked_call(said, Mask()).utterances]
        secrets = list(_with_places(dialogue))
        for turn, start, end, kind in secrets:
            self.secrets[kind] += 1
            if _is_masked(texts[turn][start:end], shown[turn][start:end], kind):
                self.found[kind] += 1
            else:
                self.misses.append(f"missed {kind}: {texts[turn][start:end]} | {shown[turn]}")
        turns = [Turn(turn["role"], turn["text"]) for turn in dialogue["turns"]]
        for place in dict.fromkeys((p.text, p.start, p.end, p.kind) for p in Mask().places(turns)):
            text, first, last, kind = place
            self.places[kind] += 1
            if not any(turn == text and first < end and start < last for turn, start, end, _ in secrets):
                self.wrong[kind] += 1
                self.misses.append(f"no {kind}: {texts[text][first:last]} | {texts[text]}")


def score(dialogues: list[Dialogue]) -> Score:
    """The score of a file's dialogues."""
    total = Score()
    for dialogue in dialogues:
        total.add(dialogue)
    return total


def dialogue_of(call: Mapping[str, Any]) -> Dialogue:
    """A labelled call of the corpus as a dialogue: its mentions of what tells who the customer is."""
    numbers = {int(key.split()[0]): n for n, key in enumerate(call["turns"])}
    turns = [{"role": _ROLES.get(key.split()[1], "customer"), "text": text} for key, text in call["turns"].items()]
    mentions = [each for each in call.get("mentions", ()) if each["fact"] in _PERSONAL and "text" in each]
    secrets: list[dict[str, Any]] = [
        {"turn": numbers[each["turn"]], "text": str(each["text"]), "kind": _PERSONAL[each["fact"]]} for each in mentions
    ]
    return {"turns": turns, "secrets": [each for each in secrets if each["text"] in turns[each["turn"]]["text"]]}


def figures_hidden(call: Mapping[str, Any]) -> tuple[int, int]:
    """How many figures of other facts a call has labelled, and how many of them are taken for a personal number."""
    numbers = {int(key.split()[0]): n for n, key in enumerate(call["turns"])}
    turns = [
        Turn(_ROLES.get(key.split()[1], "customer"), write_numbers(Edited(text=text)).text)
        for key, text in call["turns"].items()
    ]
    hidden = [place for place in Mask().places(turns) if place.kind == "number" and place.hidden]
    labelled = wrong = 0
    for mention in call.get("mentions", ()):
        text = write_numbers(Edited(text=str(mention.get("text", "")))).text
        if mention["fact"] in _PERSONAL or not any(map(str.isdigit, text)):
            continue
        turn = numbers[mention["turn"]]
        start = turns[turn].text.find(text)
        if start >= 0:
            labelled += 1
            wrong += any(at.text == turn and at.start < start + len(text) and start < at.end for at in hidden)
    return labelled, wrong


def _utterance(number: int, turn: dict[str, str]) -> Utterance:
    return Utterance.model_validate(
        {"index": number, "start": number, "end": number + 1, "heard": turn["text"], **turn}
    )


def _with_places(dialogue: Dialogue) -> Iterator[tuple[int, int, int, str]]:
    """Turn, start, end and kind of each secret: the same text again is its next place."""
    reached: dict[int, int] = {}
    for secret in dialogue["secrets"]:
        turn, text = secret["turn"], secret["text"]
        whole = dialogue["turns"][turn]["text"]
        start = max(whole.find(text, reached.get(turn, 0)), whole.find(text))  # again from the first, out of order
        reached[turn] = start + len(text)
        yield turn, start, start + len(text), secret["kind"]


def _is_masked(secret: str, shown: str, kind: str) -> bool:
    if kind == "name":
        left = len(surname_of(secret)) if surname_of(secret) != secret else 1
        kept = left if len(secret) > 2 or surname_of(secret) else len(secret) - 1
        return shown != secret and not any(letter.isalnum() for letter in shown[max(1, kept) :])
    if kind == "email":
        return not any(letter.isalnum() for letter in shown)
    visible, digits = _digits(shown), _digits(secret)
    is_long = digits >= _LONG and kind in _DIGIT_KINDS
    return shown != secret and visible <= (_ENDS if is_long else 0)


def _digits(text: str) -> int:
    """How many digits a text tells: 双八 two, 三个零 three."""
    told = _TWICE.sub(r"\1\1", _TIMES.sub(lambda found: found[2] * _COUNTS[found[1]], text))
    return sum(letter in _NUMBERS for letter in told)


def main() -> None:
    """Print the table; with --misses also every mistake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--calls", action="store_true")
    asked = parser.parse_args()
    read = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in asked.files]
    total = score([dialogue_of(call) for call in read] if asked.calls else [each for file in read for each in file])
    print(f"{'kind':<20}{'labelled':>10}{'masked':>8}{'recall':>8}")
    recalls = {kind: (total.secrets[kind], total.found[kind]) for kind in total.secrets}
    numbers = [counts for kind, counts in recalls.items() if kind != "name"]
    recalls["all but names"] = (sum(of for of, _ in numbers), sum(masked for _, masked in numbers))
    for kind, (of, masked) in recalls.items():
        print(f"{kind:<20}{of:>10}{masked:>8}{masked / max(of, 1):>8.3f}")
    if asked.calls:
        labelled, wrong = map(sum, zip(*map(figures_hidden, read), strict=True))
        print(f"{'other figures':<20}{labelled:>10}{wrong:>8}{wrong / max(labelled, 1):>8.3f}")
    print(f"\n{'masked as':<20}{'places':>10}{'wrong':>8}{'precision':>11}")
    places = {kind: (total.places[kind], total.wrong[kind]) for kind in total.places}
    places["all"] = (sum(total.places.values()), sum(total.wrong.values()))
    for kind, (of, wrong) in places.items():
        print(f"{kind:<20}{of:>10}{wrong:>8}{1 - wrong / max(of, 1):>11.3f}")
    if asked.misses:
        print("\n".join(total.misses))


if __name__ == "__main__":
    main()
