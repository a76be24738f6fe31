"""The whole way of one call on one page: recording → call report."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline import __version__
from pipeline.asr.recogniser import Recogniser
from pipeline.asr.weights import locate
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.audio.recording import decode, load_recording, probe
from pipeline.audio.tracks import listening_copy
from pipeline.checklist.load import Checklist, load_checklist
from pipeline.dialogue.call_kind import CallKinds, guess_product, guess_stage
from pipeline.dialogue.metrics import conversation_metrics
from pipeline.dialogue.transcript import oddities, transcript_from_attribution, transcript_from_turns
from pipeline.dialogue.turns import read_turns
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.base import DIGITS, TimeSpan
from pipeline.domain.grounds import Analysis
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, RecordingInfo, Versions
from pipeline.domain.transcript import NOT_THE_CUSTOMER, UNREAD, UNSURE, Attribution, Heard, Transcript, Utterance
from pipeline.judges import Findings, Judge, ReaderJudge
from pipeline.reports.labels import clock
from pipeline.rulebook.files import sha256_of
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.second_reader.review import SecondOpinion, SecondReader
from pipeline.services.channels import HeardChannels, heard_channels
from pipeline.settings import Settings
from pipeline.speakers.attribution import attribute_mono, attribute_stereo
from pipeline.speakers.campplus import CampPlusEncoder
from pipeline.speakers.diarize import Diarizer, DiarizerOptions, Voices
from pipeline.speakers.legs import is_one_party

# Below this a guess of product or stage is worth a second look: the next best has nearly as much for it.
SURE_OF_KIND = 0.3
TRANSCRIPT_MODEL = "transcript"
SPEAKER_WEIGHTS, SPEAKER_CHECKPOINT = "campplus", "campplus_cn_en_common.pt"


def reader_judge(settings: Settings) -> ReaderJudge:
    """The judge that the settings name."""
    return ReaderJudge(
        settings.weights,
        trained=settings.reader,
        threads=settings.asr.cpu_threads,
        rules=settings.rules,
        time_zone=settings.zone,
    )


class Analyser:
    """Turns jobs into reports; engines are loaded at the first recording and kept."""

    def __init__(
        self,
        settings: Settings,
        recogniser: Recogniser | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Keep the settings, and what stands in for the engines that they name.

        recogniser: instead of Whisper. judge: instead of the trained reader.
        """
        self._settings, self._rules = settings, settings.rules
        self._given_recogniser, self._given_judge = recogniser, judge

    def recording(self, job: Job) -> CallReport:
        """The report of a recorded call; raises as analyse_recording does."""
        return self.analyse_recording(job).report

    def transcript(self, job: Job) -> CallReport:
        """The report of a transcript made elsewhere; raises as analyse_transcript does."""
        return self.analyse_transcript(job).report

    def analyse_recording(self, job: Job) -> Analysis:
        """A recorded call heard and judged.

        Raises:
            RecordingError: the file is no recording that can be read.
            WeightsError: the recogniser's or the speaker encoder's weights are not there.
        """
        file, recording = probe(job.path), load_recording(job.path, self._settings.limits)
        tracks = recording.tracks
        channels = heard_channels(tracks, self._settings.speech, self._voices)
        heard = self._rules.corrector.combined(self._recogniser.hear(channels.tracks, channels.regions))
        attribution = self._attributed(job, channels, heard)
        transcript = transcript_from_attribution(attribution, heard, self._rules.corrector, job.customer)
        transcript = _warned(transcript, *recording.warnings, *channels.warnings)
        about = _about(
            job,
            sha256=file.sha256,
            duration_s=round(tracks[0].duration_s, DIGITS),
            channels=file.channels,
            sample_rate_hz=file.sample_rate_hz,
            codec=file.codec,
        )
        return self.judged(job, about, transcript, self._recogniser.identity)

    def analyse_transcript(self, job: Job) -> Analysis:
        """A transcript made elsewhere (JSON with turns), judged.

        Raises:
            RecordingError: the file is no transcript.
        """
        transcript = transcript_from_turns(read_turns(job.path, self._settings.transcripts), self._rules.corrector)
        transcript = _warned(transcript, *oddities(transcript, self._rules.role_cues))
        about = _about(
            job,
            sha256=sha256_of(job.path),
            duration_s=max((utterance.end for utterance in transcript.utterances), default=0.0),
            channels=0,
            sample_rate_hz=0,
            codec=TRANSCRIPT_MODEL,
        )
        return self.judged(job, about, transcript, TRANSCRIPT_MODEL)

    def listening_copy(self, job: Job, cover: Sequence[TimeSpan] = ()) -> bytes:
        """The recording as a small MP3 for the page's player; raises RecordingError as recording does.

        cover: stretches that are not to be heard.
        """
        return listening_copy(decode(job.path, self._settings.limits), cover)

    def recording_versions(self, product: str, stage: str) -> Versions:
        """What the report of a recording of this product and stage would carry now."""
        return self._versions(self._checklist(product, stage), self._recogniser.identity)

    def transcript_versions(self, product: str, stage: str) -> Versions:
        """What the report of a transcript of this product and stage would carry now."""
        return self._versions(self._checklist(product, stage), TRANSCRIPT_MODEL)

    def require_judge(self) -> None:
        """Before anything is written: raises WeightsError where a file of the trained reader is absent."""
        _ = self._judge.identity

    @cached_property
    def _recogniser(self) -> Recogniser:
        options = self._settings.asr
        return self._given_recogniser or WhisperRecogniser(options, locate(options.model, self._settings.weights))

    @cached_property
    def _settings_sha256(self) -> str:
        """Hashed once: it is over every file of the rules."""
        return self._settings.sha256()

    @cached_property
    def _judge(self) -> Judge:
        return self._given_judge or reader_judge(self._settings)

    @cached_property
    def _second(self) -> SecondReader | None:
        options = self._settings.second_reader
        return SecondReader(options, disclosure=self._settings.disclosure()) if options.url else None

    @cached_property
    def _diarizer(self) -> Diarizer:
        folder = locate(SPEAKER_WEIGHTS, self._settings.weights).folder
        return Diarizer(DiarizerOptions(), CampPlusEncoder(folder / SPEAKER_CHECKPOINT))

    def _voices(self, track: AudioTrack, regions: Sequence[SpeechRegion]) -> Voices:
        return self._diarizer.voices(track, regions) if regions else Voices()

    def _attributed(self, job: Job, channels: HeardChannels, heard: Heard) -> Attribution:
        cues = self._rules.role_cues
        if len(channels.tracks) > 1:
            return attribute_stereo(heard, job.agent_channel, cues)
        track = channels.tracks[0]
        voices = self._voices(track, channels.regions)
        one_party = is_one_party(voices, channels.regions, track.duration_s)
        return attribute_mono(heard, (voices.as_one if one_party else voices).turns, cues, one_party=one_party)

    def judged(
        self, job: Job, about: RecordingInfo, transcript: Transcript, model: str, heard_with: str = ""
    ) -> Analysis:
        """The report of what was heard, with its grounds.

        about, model: the recording, and by what it was heard. heard_with: the hash of the settings that it was heard
        with, "" for those of now.
        """
        about, transcript = _of_known_kind(job, about, transcript, self._rules.call_kinds)
        metrics = conversation_metrics(transcript, about.duration_s)
        checklist = self._checklist(about.product, about.stage)
        questions = {item: rule.question for item, rule in checklist.items.items()}
        found = self._judge.judge(job, transcript, checklist)
        report = CallReport(
            recording=about,
            quality=_warned(transcript, *found.incomparable, *_to_hear(found, transcript.utterances)).quality,
            transcript=transcript.utterances,
            items=found.items,
            facts=found.facts,
            risks=found.risks,
            violations=found.violations,
            mismatches=found.mismatches,
            metrics=metrics,
            score=found.score,
            follow_up=found.follow_up(questions),
            versions=self._versions(checklist, model, heard_with),
        )
        if self._second:
            report = _with_opinion(report, self._second.opinion(report, questions))
        return Analysis(report=report, grounds=found.grounds)

    def _checklist(self, product: str, stage: str) -> Checklist:
        return load_checklist(product, stage, self._settings.checklists)

    def _versions(self, checklist: Checklist, model: str, heard_with: str = "") -> Versions:
        return Versions(
            tinghe=__version__,
            checklist=checklist.id,
            model=model,
            classifier=self._judge.identity,
            settings_sha256=heard_with or self._settings_sha256,
            second_reader=self._second.identity if self._second else "",
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


def _to_hear(found: Findings, utterances: Sequence[Utterance]) -> Iterator[str]:
    """What a reviewer is told of a verdict: machines that answered, findings in doubt, and words that nobody read."""
    names = {**taxonomy().risks, **taxonomy().violations}
    for kind, index in found.line.first_of_each():
        told = "其间的话不作为客户的答复" if found.line.anybody else "没有客户接听，通话内容均未得到客户确认"
        yield f"{clock(utterances[index].start)} 起{NOT_THE_CUSTOMER}{found.line.names[kind]}，{told}"
    for finding in found.doubts:
        yield f"{clock(finding.evidence[0].start)} 疑似“{names[finding.id]}”，{UNSURE}"
    for index in found.unread:
        yield f"{clock(utterances[index].start)} 起的一句过长，{UNREAD}"


def _with_opinion(report: CallReport, second: SecondOpinion) -> CallReport:
    """The report with a second reader's doubts for the reviewer; what was judged stays as it was."""
    warnings = (*report.quality.warnings, *second.warnings)
    return report.model_copy(
        update={
            "quality": report.quality.model_copy(update={"warnings": warnings}),
            "versions": report.versions.model_copy(update={"second_reader": second.reader}),
        }
    )


def _warned(transcript: Transcript, *warnings: str) -> Transcript:
    quality = transcript.quality
    warned = quality.model_copy(update={"warnings": (*quality.warnings, *warnings)})
    return transcript.model_copy(update={"quality": warned})
