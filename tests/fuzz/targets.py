"""What odd input is given to: the product's own doors, without recogniser and reader, and sound input to begin from."""

import io
import json
import shutil
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.asr.audit import read_stock_phrases
from pipeline.audio.recording import decode, probe
from pipeline.audio.tracks import distinct_channels, listening_copy
from pipeline.batch.folder import OutputFolder
from pipeline.batch.sources import TRANSCRIPTS, read_sources
from pipeline.batch.work import CallWork, Failure
from pipeline.cases.overview import read_follow_up_rules
from pipeline.checklist.load import Checklist, load_checklist
from pipeline.conduct.rules import read_explanations
from pipeline.correction.repairs import read_term_rules
from pipeline.dialogue.call_kind import read_call_kinds
from pipeline.domain.job import Job
from pipeline.domain.transcript import Transcript
from pipeline.errors import RecordingError
from pipeline.facts.measures import read_figure_rules
from pipeline.facts.proposals import proposals
from pipeline.judges import Findings
from pipeline.rulebook.files import models_folder
from pipeline.rules import shipped_rules
from pipeline.services.analyse import Analyser
from pipeline.settings import Settings
from pipeline.speakers.roles import read_role_cues
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.audio.sounds import tone, write

Run = Callable[[bytes], None]  # raises TingheError where the input is refused, anything else where nobody foresaw it
_LONGEST_COPY_S = 120.0
_LISTS = ("checklists/consumer.pre_loan.yaml", "checklists/items/common.yaml")


@dataclass(frozen=True)
class Target:
    """One door. seeds: sound input. tokens: what its form knows. run: takes one input."""

    seeds: tuple[bytes, ...]
    tokens: tuple[bytes, ...]
    run: Run


class UnforeseenError(Exception):
    """A call that ended as nobody foresaw; its traceback is the message."""


class _NoReader:
    """Judges nothing, but looks for what may be facts, as the product does before it reads."""

    identity = "none"

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        proposals(transcript, checklist.product, shipped_rules().figures)
        return Findings(items=(), facts=(), risks=(), violations=())


@contextmanager
def target(kind: str, folder: Path) -> Iterator[Target]:
    """One of KINDS, open until the block ends. folder: an empty one to write to."""
    with ExitStack() as open_until_then:
        yield _MAKERS[kind](folder / kind, open_until_then)


def _transcripts(folder: Path, open_until_then: ExitStack) -> Target:
    """Reading, correcting, masking, page and store."""
    folder.mkdir()
    out = OutputFolder(folder / "out")
    out.path.mkdir()
    analyser = Analyser(Settings(), judge=_NoReader())
    work = CallWork(analyse=analyser.analyse_transcript, listen=None, folder=out)
    stored = open_until_then.enter_context(stored_run(url_of(folder / "store.db"), "judge"))
    path = folder / "call.json"
    job = Job(call_id="call", path=path, application={"customer_name": "王小明"})

    def run(content: bytes) -> None:
        path.write_bytes(content)
        ending = work(job)
        if isinstance(ending, Failure):
            if ending.trace:
                raise UnforeseenError(ending.trace)
            raise RecordingError(path, ending.reason, ending.remedy)
        stored.report(ending.report)

    turns = [
        {
            "role": "agent",
            "start": 0.5,
            "end": 4.0,
            "text": "您好，我是银行信贷部的小周，录音的，是王小明先生吗？",
        },
        {"role": "customer", "start": 4.2, "end": 6, "text": "是我，身份证后四位是1234，手机13812345678。"},
        {"role": "agent", "start": 6.5, "end": 9, "text": "您想贷30万，年利率3.85%，分36期，每月还8833元6角5分对吧"},
        {"role": "customer", "start": 9.1, "end": 11.5, "text": "对，一个月收入两万三左右，2026年5月3号发工资"},
    ]
    bare = [{"role": "agent", "text": "喂"}, {"role": "customer", "text": "一二三四五六七八九十百千万亿" * 20}]
    seeds: tuple[dict[str, object], ...] = (
        {"turns": turns},
        {"turns": turns[:1], "file": "a.wav", "x": [[1]]},
        {"turns": bare},
        {"turns": []},
    )
    tokens = (
        *(b'"', b"[", b"{", b"]", b"}", b",", b":", b"\\ud83d", b"\\u0000", b"\\u202e", b"\xff", b'"role":"agent",'),
        *('{"role":"agent","start":1e12,"end":-1,"text":"您好"},'.encode(), "万亿".encode(), "点".encode()),
        *("负百分之".encode(), "\u2028".encode(), "\U0001f600".encode(), b"<script>", b"=1+1", b"\xef\xbb\xbf"),
    )
    return Target(tuple(json.dumps(seed, ensure_ascii=False).encode() for seed in seeds), tokens, run)


def _manifests(folder: Path, _: ExitStack) -> Target:
    folder.mkdir()
    path = folder / "m.csv"

    def run(content: bytes) -> None:
        path.write_bytes(content)
        read_sources([path], TRANSCRIPTS)

    head = "file,call_id,case_id,agent_id,product,stage,started_at,agent_channel,app.customer_name,app.loan_amount\n"
    rows = [
        f"c{n}.json,c-{n},LC-{n},E10{n},consumer,pre_loan,2026-04-0{n}T10:15:00+08:00,{n % 2},林晓梅,60000\n"
        for n in range(1, 5)
    ]
    text = head + "".join(rows)
    seeds = (text.encode("utf-8-sig"), text.encode(), text.encode("gb18030"), b"file\na.json\nb.json\n")
    tokens = (
        *(b",", b'"', b"\n", b"\r", b"\r\n", b"\x00", b"\xff\xfe", b";", b"\t", b"../", b"=1+1", b"app.", b"file"),
        *(b"3E+05", b"13800138000.0", b"1988-07-15 00:00:00", b"2026/6/2 11:05", "３６月".encode(), b"-0x1"),
    )
    return Target(seeds, tokens, run)


def _yaml(folder: Path, _: ExitStack) -> Target:
    """Every file of models/ that people edit; the first line of an input says which it is."""
    models = folder / "models"
    keep = shutil.ignore_patterns("weights", "reader", "corpus")
    shutil.copytree(models_folder(), models, ignore=keep)
    checklist = partial(load_checklist, "consumer", "pre_loan", models / "checklists")
    spoken = "您好" + "我这边是银行信贷部的，一个月到手两万，" * 30
    readers: dict[str, Callable[[], object]] = {
        **dict.fromkeys(("taxonomy.yaml", *_LISTS), checklist),
        "lexicon/role_cues.yaml": lambda: [cue.pattern.search(spoken) for cue in read_role_cues(models).agent],
        "lexicon/call_kinds.yaml": lambda: read_call_kinds(models),
        "lexicon/repairs.yaml": lambda: [rule.accepts("", spoken) for rule in read_term_rules(models).words],
        "lexicon/stock_phrases.yaml": lambda: read_stock_phrases(models).search(spoken),
        "facts.yaml": lambda: read_figure_rules(models),
        "conduct.yaml": lambda: read_explanations(models),
        "cases/follow_up.yaml": lambda: read_follow_up_rules(models),
    }
    sound = {name: (models / name).read_bytes() for name in readers}

    def run(content: bytes) -> None:
        name, _, written = content.partition(b"\n")
        known = name.decode(errors="replace").removeprefix("#")
        known = known if known in readers else "facts.yaml"
        (models / known).write_bytes(written)
        try:
            readers[known]()
        finally:
            (models / known).write_bytes(sound[known])

    seeds = tuple(b"#" + name.encode() + b"\n" + content[:20_000] for name, content in sound.items())
    tokens = (
        *(b"&a ", b"*a", b"!foo ", b"!!python/name:os.system ", b"? ", b"- ", b": ", b"[", b"{", b"<<: ", b"---\n"),
        *(b"|\n", b">", b"'", b'"', b"#", b"%YAML 3.0\n", b"\t", b"\x07", b"\xff", b"  ", b"(", b")", b"(a|a)*", b"+"),
        *("(?:[一-龥]+)+[a-z]".encode(), b"{1,99999}", b"(?=", b"\\1", b".nan", b"2026-02-30", b"0o9", b"1:60"),
    )
    return Target(seeds, tokens, run)


def _audio(folder: Path, _: ExitStack) -> Target:
    """Looking at a file, decoding it, and its listening copy."""
    folder.mkdir()
    path = folder / "call.wav"

    def run(content: bytes) -> None:
        path.write_bytes(content)
        probe(path)
        tracks = decode(path)
        distinct_channels(tracks)
        if tracks[0].duration_s < _LONGEST_COPY_S:
            listening_copy(tracks)

    made = [
        *(("pcm_s16le", "wav"), ("pcm_alaw", "wav"), ("pcm_mulaw", "au"), ("adpcm_ima_wav", "wav"), ("flac", "flac")),
        *(("libmp3lame", "mp3"), ("aac", "m4a"), ("aac", "aac"), ("libopus", "opus"), ("libopus", "mka")),
        *(("pcm_s16be", "aiff"), ("pcm_s16le", "w64"), ("pcm_s16be", "caf"), ("libopencore_amrnb", "amr")),
    ]
    seeds = [
        write(folder / f"seed.{ending}", tone(440, 0.4, rate), codec=codec, rate=rate).read_bytes()
        for codec, ending in made
        for rate in (48_000 if codec == "libopus" else 8000,)
    ]
    tokens = (
        *(
            b"RIFF",
            b"fmt ",
            b"data",
            b"LIST",
            b"OggS",
            b"ID3\x04",
            b"Xing",
            b"fLaC",
            b"moov",
            b"mdat",
            b"ftyp",
            b"#!AMR",
        ),
        *(b"\xff\xfb\x90", b"\x00" * 64, b"\xff" * 64, b"#EXTM3U\n/etc/passwd\n", b"ffconcat version 1.0\nfile a\n"),
        *(b"\x1aE\xdf\xa3", b"caff", b"FORM", b"riff", b".snd", b"v=0\r\n", b"<?xml", b"RF64", b"\x89PNG", b"#!AMR"),
    )
    return Target((*seeds, _stereo()), tokens, run)


def _stereo() -> bytes:
    samples = np.random.default_rng(1).normal(0, 3000, (4000, 2)).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


_MAKERS: Final[dict[str, Callable[[Path, ExitStack], Target]]] = {
    "transcripts": _transcripts,
    "manifests": _manifests,
    "yaml": _yaml,
    "audio": _audio,
}
KINDS: Final = tuple(_MAKERS)
