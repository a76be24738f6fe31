"""Trains a Whisper's decoder on windows whose words are known; its encoder stays as it is, in the bits of inference."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch

from pipeline.adaptation.decoder import Decoder
from pipeline.adaptation.material import TrainingWindow
from pipeline.adaptation.telephone import through_a_line
from pipeline.asr.adapter import MODEL
from pipeline.asr.ctranslate2_file import Array, variables
from pipeline.asr.decoder import MAX_TOKENS, WhisperDecoder
from pipeline.asr.recogniser import Computing, RecogniserOptions
from pipeline.asr.windows import at_pace
from pipeline.domain.base import Frozen

IGNORED: Final = -100  # what PyTorch's cross entropy leaves out
Progress = Callable[[str], None]


class TrainingOptions(Frozen):
    """epochs: how often each window is heard, each time through another line. paces: between which it is played."""

    epochs: int
    seed: int
    batch_size: int = 4
    learning_rate: float = 2e-5
    warm_up: int = 40
    paces: tuple[float, float] = (0.85, 1.08)
    threads: int = 0


class Trainer:
    """One Whisper whose decoder is trained."""

    def __init__(self, weights: Path, options: TrainingOptions) -> None:
        """Load the model from its folder, for hearing (CTranslate2) and for training (PyTorch)."""
        model = (weights / MODEL).read_bytes()
        self.published = {name: known.values(model) for name, known in variables(weights / MODEL, model).items()}
        self.decoder = Decoder(self.published)
        recogniser = RecogniserOptions(cpu_threads=options.threads)
        self._hearing = WhisperDecoder(weights, recogniser, Computing(device="cpu", compute_type="int8"))
        self._options = options
        self._random = Random(options.seed)  # noqa: S311 - chooses lines and paces

    def train(self, windows: Sequence[TrainingWindow], progress: Progress) -> Mapping[str, Array]:
        """The decoder's weights after training; progress is given a line now and then."""
        steps = math.ceil(len(windows) / self._options.batch_size) * self._options.epochs
        optimiser = torch.optim.AdamW(self.decoder.parameters(), lr=self._options.learning_rate, weight_decay=0.0)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: self._rate(step, steps))
        losses: list[float] = []
        for step, batch in enumerate(self._batches(windows), start=1):
            loss = self._loss(batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.decoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
            if step % 20 == 0 or step == steps:
                progress(f"{step} of {steps} steps, loss {np.mean(losses[-20:]):.3f}")
        return self.decoder.changed()

    def mean_loss(self, windows: Sequence[TrainingWindow]) -> float:
        """The loss on windows as they are, each once, without training."""
        size = self._options.batch_size
        with torch.no_grad():
            losses = [float(self._loss(windows[n : n + size], as_is=True)) for n in range(0, len(windows), size)]
        return float(np.mean(losses))

    def _rate(self, step: int, steps: int) -> float:
        """Rises at first, then falls in half a cosine."""
        if step < self._options.warm_up:
            return (step + 1) / self._options.warm_up
        return 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(1, steps))))

    def _batches(self, windows: Sequence[TrainingWindow]) -> Iterator[Sequence[TrainingWindow]]:
        """All windows in every epoch, those of like length together, batches in an order drawn at random."""
        size = self._options.batch_size
        for _ in range(self._options.epochs):
            ordered = sorted(windows, key=lambda window: window.window.duration_s * self._random.uniform(0.8, 1.2))
            batches = [ordered[n : n + size] for n in range(0, len(ordered), size)]
            self._random.shuffle(batches)
            yield from batches

    def _loss(self, batch: Sequence[TrainingWindow], *, as_is: bool = False) -> torch.Tensor:
        paces = [1.0 if as_is else self._random.uniform(*self._options.paces) for _ in batch]
        sounds = [self._sound(window, pace, as_is=as_is) for window, pace in zip(batch, paces, strict=True)]
        encoded = torch.from_numpy(self._hearing.encoded(sounds))
        labels = [
            self._hearing.tokens(window.window, window.texts, pace) for window, pace in zip(batch, paces, strict=True)
        ]
        prompt, end = self._hearing.prompt, self._hearing.end
        longest = min(MAX_TOKENS, max(map(len, labels)) + len(prompt))
        inputs = torch.full((len(batch), longest), end)
        wanted = torch.full((len(batch), longest), IGNORED)
        for row, own in enumerate(labels):
            tokens = [*prompt, *own, end][: longest + 1]
            inputs[row, : len(tokens) - 1] = torch.tensor(tokens[:-1])
            wanted[row, len(prompt) - 1 : len(tokens) - 1] = torch.tensor(tokens[len(prompt) :])
        logits = self.decoder(inputs, encoded)
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED)

    def _sound(self, window: TrainingWindow, pace: float, *, as_is: bool) -> Any:
        if as_is:
            return window.samples
        played = at_pace(window.samples, pace)
        return through_a_line(played, self._random) if window.is_clean else played
