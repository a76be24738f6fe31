"""The whole way of one call on one page: recording → call report."""

from functools import cached_property

from pipeline import __version__
from pipeline.asr.recogniser import Recogniser
from pipeline.asr.weights import locate
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.audio.decode import decode
from pipeline.audio.layout import Channels, distinct_channels
from pipeline.audio.listening_copy import listening_copy
from pipeline.audio.probe import probe
from pipeline.audio.speech import speech_regions
from pipeline.checklist.load import load_checklist
from pipeline.checklist.schema import Checklist
from pipeline.dialogue.call_kind import CallKinds, guess_product, guess_stage
from pipeline.dialogue.metrics import conversation_metrics
from pipeline.dialogue.plausibility import oddities
from pipeline.dialogue.transcript import read_turns, transcript_from_attribution, transcript_from_turns
from pipeline.domain.audio import AudioTrack, Probe, SpeechRegion
from pipeline.domain.base import DIGITS
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, Finding, RecordingInfo, Versions
from pipeline.domain.transcript import UNREAD, UNSURE, Attribution, Heard, Transcript, Utterance
from pipeline.judges import Judge, ReaderJudge
from pipeline.reports.labels import clock
from pipeline.rulebook.files import sha256_of
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.second_reader.review import SecondOpinion, SecondReader
from pipeline.settings import Settings
from pipeline.speakers.attribution import attribute_mono, attribute_stereo
from pipeline.speakers.diarize import Diarizer, DiarizerOptions
from pipeline.speakers.encoder import CampPlusEncoder

# Below this a guess of product or stage is worth a second look: the next best has nearly as much for it.
SURE_OF_KIND = 0.3
TRANSCRIPT_MODEL = "transcript"
SPEAKER_WEIGHTS, SPEAKER_CHECKPOINT = "campplus", "campplus_cn_en_common.pt"


def reader_judge(settings: Settings) -> ReaderJudge:
    """The judge that the settings name."""
    return ReaderJudge(
        settings.weights, trained=settings.reader, threads=settings.asr.cpu_threads, rules=settings.rules
    )


class Analyser:
    """Turns jobs into reports; engines are loaded at the first recording and kept."""

    def __init__(
        self,
        settings: Settings,
        recogniser: Recogniser | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Keep the settings and what stands in for what they name, where that is given.

        recogniser: for Whisper. judge: decides.
        """
        self._settings, self._rules = settings, settings.rules
        self._judge_given = judge
        self._given = recogniser

    def recording(self, job: Job) -> CallReport:
        """The report of a recorded call.

        Raises:
            RecordingError: the file is no recording that can be read.
            WeightsError: the recogniser's or the speaker encoder's weights are not there.
        """
        file, tracks = probe(job.path), decode(job.path)
        channels = distinct_channels(tracks)
        heard_tracks = tuple(tracks[n] for n in channels.kept)
        regions = speech_regions(heard_tracks, self._settings.speech)
        heard = self._rules.corrector.combined(self._recogniser.hear(heard_tracks, regions))
        attribution = self._attributed(job, heard_tracks, regions, heard)
        transcript = transcript_from_attribution(attribution, heard, self._rules.corrector, job.customer)
        transcript = _with_warning(transcript, channels)
        return self.judged(job, _recorded(job, file, tracks), transcript, self._recogniser.identity)

    def transcript(self, job: Job) -> CallReport:
        """The report of a transcript made elsewhere (JSON with turns).

        Raises:
            RecordingError: the file is no transcript.
        """
        transcript = transcript_from_turns(read_turns(job.path), self._rules.corrector)
        transcript = _warned(transcript, *oddities(transcript, self._rules.role_cues))
        return self.judged(job, _written(job, transcript), transcript, TRANSCRIPT_MODEL)

    def listening_copy(self, job: Job) -> bytes:
        """The recording as a small MP3 for the page's player; raises RecordingError as recording does."""
        return listening_copy(decode(job.path))

    def recording_versions(self, product: str, stage: str) -> Versions:
        """What the report of a recording of this product and stage would carry now."""
        return self._versions(product, stage, self._recogniser.identity)

    def transcript_versions(self, product: str, stage: str) -> Versions:
        """What the report of a transcript of this product and stage would carry now."""
        return self._versions(product, stage, TRANSCRIPT_MODEL)

    def require_judge(self) -> None:
        """Before anything is written: raises WeightsError where a file of the trained reader is absent."""
        _ = self._judge.identity

    @cached_property
    def _recogniser(self) -> Recogniser:
        options = self._settings.asr
        return self._given or WhisperRecogniser(options, locate(options.model, self._settings.weights))

    @cached_property
    def _settings_sha256(self) -> str:
        """Hashed once: it is over every file of the rules."""
        return self._settings.sha256()

    @cached_property
    def _judge(self) -> Judge:
        return self._judge_given or reader_judge(self._settings)

    @cached_property
    def _second(self) -> SecondReader | None:
        options = self._settings.second_reader
        return SecondReader(options) if options.url else None

    @cached_property
    def _diarizer(self) -> Diarizer:
        folder = locate(SPEAKER_WEIGHTS, self._settings.weights)
        return Diarizer(DiarizerOptions(), CampPlusEncoder(folder / SPEAKER_CHECKPOINT))

    def _attributed(
        self, job: Job, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...], heard: Heard
    ) -> Attribution:
        if len(tracks) > 1:
            return attribute_stereo(heard, job.agent_channel, self._rules.role_cues)
        turns = self._diarizer.turns(tracks[0], regions) if regions else ()
        return attribute_mono(heard, turns, self._rules.role_cues)

    def judged(
        self, job: Job, about: RecordingInfo, transcript: Transcript, model: str, heard_with: str = ""
    ) -> CallReport:
        """The report of what was heard.

        about, model: the recording, and by what it was heard. heard_with: the hash of the settings that it was heard
        with, "" for those of now.
        """
        about, transcript = _of_known_kind(job, about, transcript, self._rules.call_kinds)
        metrics = conversation_metrics(transcript, about.duration_s)
        product, stage = about.product, about.stage
        checklist = self._checklist(product, stage)
        questions = {item: rule.question for item, rule in checklist.items.items()}
        found = self._judge.judge(job, transcript, checklist)
        unread = (_unread(transcript.utterances[index]) for index in found.unread)
        transcript = _warned(transcript, *map(_doubt, found.doubts), *unread)
        report = CallReport(
            recording=about,
            quality=transcript.quality,
            transcript=transcript.utterances,
            items=found.items,
            facts=found.facts,
            risks=found.risks,
            violations=found.violations,
            mismatches=found.mismatches,
            metrics=metrics,
            score=found.score,
            follow_up=found.follow_up(questions),
            versions=self._versions(product, stage, model, heard_with),
        )
        return _with_opinion(report, self._second.opinion(report, questions)) if self._second else report

    def _checklist(self, product: str, stage: str) -> Checklist:
        return load_checklist(product, stage, self._settings.checklists)

    def _versions(self, product: str, stage: str, model: str, heard_with: str = "") -> Versions:
        return Versions(
            tinghe=__version__,
            checklist=self._checklist(product, stage).id,
            model=model,
            classifier=self._judge.identity,
            settings_sha256=heard_with or self._settings_sha256,
            second_reader=self._second.identity if self._second else "",
        )


def _recorded(job: Job, file: Probe, tracks: tuple[AudioTrack, ...]) -> RecordingInfo:
    return _about(
        job,
        sha256=file.sha256,
        duration_s=round(tracks[0].duration_s, DIGITS),
        channels=file.channels,
        sample_rate_hz=file.sample_rate_hz,
        codec=file.codec,
    )


def _written(job: Job, transcript: Transcript) -> RecordingInfo:
    duration = max((utterance.end for utterance in transcript.utterances), default=0.0)
    return _about(
        job, sha256=sha256_of(job.path), duration_s=duration, channels=0, sample_rate_hz=0, codec=TRANSCRIPT_MODEL
    )


def _about(job: Job, **measured: str | float) -> RecordingInfo:
    known = {"call_id": job.call_id, "file": job.path.name, "metadata": job.metadata}
    return RecordingInfo.model_validate({**known, **measured, "product": job.product or "", "stage": job.stage or ""})


def _of_known_kind(
    job: Job, about: RecordingInfo, transcript: Transcript, kinds: CallKinds
) -> tuple[RecordingInfo, Transcript]:
    """Product and stage as given, else guessed from what is said; the report says which were guessed."""
    guesses = {
        kind: guess(transcript, kinds)
        for kind, guess in (("product", guess_product), ("stage", guess_stage))
        if not getattr(job, kind)
    }
    if not guesses:
        return about, transcript
    names = {**taxonomy().products, **taxonomy().stages}
    words = "、".join(names[guess.id] for guess in guesses.values())
    doubt = "，依据不足" if any(guess.margin < SURE_OF_KIND for guess in guesses.values()) else ""
    warning = f"未注明产品或阶段，按通话内容推断为{words}{doubt}，请核对"
    known = about.model_copy(update={kind: guess.id for kind, guess in guesses.items()})
    return known, _warned(transcript, warning)


def _doubt(finding: Finding) -> str:
    """What a reviewer is asked to listen to, and that it was not counted."""
    names = {**taxonomy().risks, **taxonomy().violations}
    return f"{clock(finding.evidence[0].start)} 疑似“{names[finding.id]}”，{UNSURE}"


def _with_opinion(report: CallReport, second: SecondOpinion) -> CallReport:
    """The report with a second reader's doubts for the reviewer; what was judged stays as it was."""
    warnings = (*report.quality.warnings, *second.warnings)
    return report.model_copy(
        update={
            "quality": report.quality.model_copy(update={"warnings": warnings}),
            "versions": report.versions.model_copy(update={"second_reader": second.reader}),
        }
    )


def _unread(utterance: Utterance) -> str:
    return f"{clock(utterance.start)} 起的一句过长，{UNREAD}"


def _with_warning(transcript: Transcript, channels: Channels) -> Transcript:
    return _warned(transcript, channels.warning) if channels.warning else transcript


def _warned(transcript: Transcript, *warnings: str) -> Transcript:
    quality = transcript.quality
    warned = quality.model_copy(update={"warnings": (*quality.warnings, *warnings)})
    return transcript.model_copy(update={"quality": warned})
