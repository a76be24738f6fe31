"""The talk written for training keeps clear of the talk kept for measuring."""

import re

from pipeline.language.corpus import corpus_lines
from tests.snippets import read_snippets

RUN = 11  # characters in a row that two people hardly write by chance


def runs(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[at : at + RUN] for at in range(len(plain) - RUN + 1)}


def test_no_line_of_the_corpus_repeats_a_snippet() -> None:
    kept = {
        run for part in ("open", "held_out") for s in read_snippets(part) for _, text in s.lines for run in runs(text)
    }
    assert kept
    # Only their number is told: whoever reads a failure must not come to know what was held out.
    assert sum(1 for line in corpus_lines() if runs(line) & kept) == 0
