"""The door of this room: a transcript in, what was done and said in it out, as probabilities, and why."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.domain.grounds import MOST_SHOWN, Contribution, ItemAccount
from pipeline.domain.transcript import Transcript
from pipeline.reader.artefact import Artefact, Description
from pipeline.reader.encoding import AskedItem, ItemStates, LanguageModel, TokenWindow, windows
from pipeline.reader.heads import Heads, Indices, Outputs, PlacedSpan, item_ids, kind_row, placed_in, window_inputs
from pipeline.reader.layout import Array
from pipeline.reader.preparation import prepare
from pipeline.reader.reading import NamedSpan, Reading, Span
from pipeline.reader.trunk import Trunk
from pipeline.rulebook.taxonomy import taxonomy

_BEGINS, _CONTINUES = 0.3, 0.4  # from which probability on a token begins or continues a name


class Reader:
    """Reads calls; the language model is loaded when it is made and kept."""

    def __init__(self, artefact: Artefact, trunk: LanguageModel) -> None:
        """Take what was trained, and the language model that it was trained on."""
        self.labels: Description = artefact.description
        self.identity = artefact.identity
        self._trunk = trunk
        self._heads = Heads(artefact.heads, artefact.status_head)
        self._item_states = ItemStates(artefact.item_texts, trunk)

    def read(
        self,
        transcript: Transcript,
        product: str,
        stage: str,
        items: tuple[AskedItem, ...],
        spans: Sequence[Span] = (),
    ) -> Reading:
        """What the utterances do to each item of the checklist, and which spans are facts.

        items: the product's own or a bank's. spans: quantities that may be a fact's value; figures of the reading has a
        row for each.
        """
        labels, call = self.labels, kind_row(self.labels, product, stage)
        read: list[tuple[TokenWindow, Outputs]] = []
        figures = np.zeros((len(spans), len(labels.figures)), np.float32)
        asked = self._item_states.of(items), item_ids(labels, [item.id for item in items])
        for window in windows(self._trunk.tokenizer, transcript.utterances, product, stage):
            placed = placed_in(window, spans)
            outputs = self._outputs(window, call, placed, asked)
            figures[[span.place for span in placed]] = outputs.figures[:, 1:] * outputs.valid[:, None]
            read.append((window, outputs))
        fresh = [turn for window, _ in read for turn in window.turns[window.fresh :]]
        acts = _joined([outputs.acts[window.fresh :] for window, outputs in read], len(items), len(labels.acts))
        return Reading(
            labels=labels,
            utterances=tuple(turn.utterance for turn in fresh),
            items=items,
            acts=acts,
            statuses=self._statuses(acts, items),
            conduct=_joined([outputs.conduct[window.fresh :] for window, outputs in read], len(labels.conduct)),
            figures=figures,
            values=_joined([outputs.values[window.fresh :] for window, outputs in read], len(labels.values)),
            names=_names(labels, read),
            cut=tuple(turn.utterance for turn in fresh if turn.cut),
        )

    def statuses_without(self, reading: Reading, item: str, utterances: Sequence[int]) -> Array:
        """The item's status probabilities if one utterance did nothing to it, shape (utterances, statuses)."""
        place = reading.place_of(item)
        acts = np.repeat(reading.acts[:, place : place + 1], len(utterances), axis=1)
        for column, utterance in enumerate(utterances):
            row = acts[reading.utterances.index(utterance), column]
            row[:] = 0
            row[0] = 1
        return self._statuses(acts, (reading.items[place],) * len(utterances))

    def _outputs(
        self, window: TokenWindow, call: int, placed: Sequence[PlacedSpan], asked: tuple[Array, Indices]
    ) -> Outputs:
        inputs = window_inputs(
            window,
            self._trunk.states(window.ids),
            call=call,
            placed=placed,
            item_texts=asked[0],
            item_ids=asked[1],
        )
        return self._heads.read(inputs)

    def _statuses(self, acts: Array, items: tuple[AskedItem, ...]) -> Array:
        if not len(acts):  # nobody spoke: nothing was done to any item
            acts = np.zeros((1, len(items), len(self.labels.acts)), np.float32)
            acts[..., 0] = 1
        kinds = [taxonomy().kinds.index(item.kind) for item in items]
        ids = item_ids(self.labels, [item.id for item in items])
        rows = self._heads.statuses(acts, ids, kinds, self.labels.temperature)
        for row, item in zip(rows, items, strict=True):
            row[:] = shifted(row, self.labels.shift_of(item.id))
        return rows


def load_reader(trained: Artefact, weights: Path | None = None, *, threads: int = 0) -> Reader:
    """The reader, its language model prepared if that was not done yet (half a minute, once a machine).

    weights: the folder that weights are kept in, None for the usual one. threads: 0 for as many as there are cores.

    Raises:
        WeightsError: the language model is not there or cannot be prepared, or a trained file is absent or malformed.
    """
    trained.require()
    return Reader(trained, Trunk(prepare(trained, weights), trained.shape, threads))


def shifted(probabilities: Array, shift: Sequence[float]) -> Array:
    """Probabilities (statuses) with something added to the logarithm of each; none added gives them back."""
    if not any(shift):
        return probabilities
    raised = probabilities * np.exp(np.array(shift, np.float32))
    shares: Array = raised / raised.sum()
    return shares


def _joined(parts: list[Array], *shape: int) -> Array:
    """The rows of all windows; shape: of a row, for a call without a turn."""
    return np.concatenate(parts) if parts else np.zeros((0, *shape), np.float32)


def _names(labels: Description, read: list[tuple[TokenWindow, Outputs]]) -> tuple[NamedSpan, ...]:
    """The stretches that are tagged as names, surest first; tags are O, B-FACT, I-FACT and so on."""
    found = []
    for window, outputs in read:
        first = len(window.prefix)
        for turn, (start, end) in list(zip(window.turns, window.ranges, strict=True))[window.fresh :]:
            tags = outputs.tags[start - first : end - first]
            for begins in range(1, len(labels.tags), 2):
                for a, b in _stretches(tags[:, begins], tags[:, begins + 1]):
                    name = NamedSpan(
                        utterance=turn.utterance,
                        start=turn.offsets[a][0],
                        end=turn.offsets[b - 1][1],
                        fact=labels.tags[begins].removeprefix("B-"),
                        probability=float(tags[a, begins : begins + 2].sum()),
                    )
                    if name.end > name.start:
                        found.append(name)
    return tuple(sorted(found, key=lambda name: -name.probability))


def _stretches(begins: Array, continues: Array) -> list[tuple[int, int]]:
    """The ranges of tokens of names of one fact, from the probabilities that a token begins or continues one."""
    stretches, at = [], 0
    while at < len(begins):
        end = at + 1
        if begins[at] > _BEGINS:
            while end < len(begins) and continues[end] > _CONTINUES:
                end += 1
            stretches.append((at, end))
        at = end
    return stretches


def account_of_item(reader: Reader, reading: Reading, item: str) -> ItemAccount:
    """The utterances that do something to the item, at most MOST_SHOWN of them, weighed by leaving each out."""
    statuses = reading.status_of(item)
    verdict = max(statuses, key=lambda status: statuses[status])
    surest = sorted(reading.acts_on(item), key=lambda act: -act.probability)[:MOST_SHOWN]
    acts = sorted(surest, key=lambda act: act.utterance)
    without: Sequence[float] = ()
    if acts:
        left_out = reader.statuses_without(reading, item, [act.utterance for act in acts])
        without = left_out[:, reading.labels.statuses.index(verdict)].tolist()
    return ItemAccount(
        item=item,
        statuses=statuses,
        contributions=tuple(
            Contribution(
                utterance=act.utterance, does=act.act, probability=act.probability, weight=statuses[verdict] - remaining
            )
            for act, remaining in zip(acts, without, strict=True)
        ),
    )
