"""Everything that can be set, from the environment and the command line: the rooms' own options, composed."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnparsableError

from pipeline.asr.recogniser import RecogniserOptions
from pipeline.audio.limits import RecordingLimits
from pipeline.audio.speech import SpeechOptions
from pipeline.conduct.rules import TIME_ZONE
from pipeline.dialogue.turns import TranscriptLimits
from pipeline.errors import SettingsError
from pipeline.exports.webhook import WebhookOptions
from pipeline.rulebook.files import sha256_of_texts
from pipeline.second_reader.endpoint import SecondReaderOptions
from pipeline.sources.options import SourceOptions, WatchOptions

if TYPE_CHECKING:
    from pipeline.privacy.masking import Disclosure
    from pipeline.rules import Rules

PREFIX: Final = "TINGHE_"
NESTED: Final = "__"
# What says where or how fast a report is made, not what stands in it.
# The second reader's name stands in the report itself, and its key nowhere.
_WITHOUT_EFFECT: Final[dict[str, Any]] = {
    "offline": True,
    "weights": True,
    "reader": True,  # reports name both by version and hash
    "checklists": True,
    "transcripts": True,  # beyond them there is no report
    "mask_addresses": True,  # what is shown of a report, and sent to the second reader
    "models": True,  # the hash is over its files
    "limits": True,  # they refuse a call or leave it as it is
    "worker_memory_mb": True,
    "asr": {"cpu_threads"},
    "second_reader": True,
    "webhook": True,
    "sources": True,
    "watch": True,
}
_SECRETS: Final = frozenset({"key", "api_key"})  # no message tells them
# Options that are not called as what they set.
_OPTIONS: Final[dict[tuple[str, ...], str]] = {
    ("checklists",): "--checklist",
    ("models",): "--models",
    ("second_reader", "url"): "--llm",
    ("second_reader", "model"): "--llm-model",
}


class Settings(BaseSettings):
    """One run's settings; TINGHE_NAME in the environment sets name, TINGHE_ASR__BEAM_SIZE sets asr.beam_size.

    offline: never touch a network. weights: the folder that weights are kept in; None for the usual one. reader: the
    folder of a trained reader, as `tinghe learn` and `make train` write it; None for the product's. checklists: the
    folder of a bank's own question lists; None for the shipped ones. models: a folder laid out as models/, whose
    rules are taken instead of the shipped ones, and its question lists and its reader too where it has some and no
    other is named. audio_in_pages: whether a page holds a listening copy of its call. mask_addresses: whether
    whatever masks names and numbers masks addresses too. time_zone: the bank's, by whose
    clock the hours of calls are judged, as the IANA database names it. transcripts: how long one made elsewhere may
    be. second_reader: a language model inside the bank that raises doubts; asked only where its url is set. sources:
    how recordings of other machines are reached. watch: when what arrives is complete. asr,
    speech, limits (of a recording's length and size): see there. worker_memory_mb: what a worker process may take, 0
    for no bound; None for its share of the machine's memory. webhook: how exported records are signed and sent.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=NESTED, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    offline: bool = False
    weights: Path | None = None
    reader: Path | None = None
    checklists: Path | None = None
    models: Path | None = None
    audio_in_pages: bool = True
    time_zone: str = TIME_ZONE
    transcripts: TranscriptLimits = TranscriptLimits()
    mask_addresses: bool = False
    asr: RecogniserOptions = RecogniserOptions()
    speech: SpeechOptions = SpeechOptions()
    limits: RecordingLimits = RecordingLimits()
    second_reader: SecondReaderOptions = SecondReaderOptions()
    sources: SourceOptions = SourceOptions()
    watch: WatchOptions = WatchOptions()
    worker_memory_mb: int | None = Field(default=None, ge=0)
    webhook: WebhookOptions = WebhookOptions()

    def sha256(self) -> str:
        """What reports carry: a hash of all settings that can change what stands in them, and of the data files."""
        chosen = self.model_dump(mode="json", exclude=_WITHOUT_EFFECT)
        return sha256_of_texts(json.dumps(chosen, sort_keys=True), self.rules.sha256)

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("write a time zone as the IANA database names it, such as Asia/Shanghai") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The bank's time zone."""
        return ZoneInfo(self.time_zone)

    def disclosure(self, *, reveal: bool = False) -> "Disclosure":
        """How much of a call is shown."""
        from pipeline.privacy.masking import Disclosure  # noqa: PLC0415 - as for rules

        if reveal:
            return Disclosure.ALL
        return Disclosure.STRICT if self.mask_addresses else Disclosure.MASKED

    @property
    def rules(self) -> "Rules":
        """What decides besides reader and question lists."""
        from pipeline.rules import Rules, shipped_rules  # noqa: PLC0415 - commands that judge nothing start without

        return Rules(self.models) if self.models else shipped_rules()


def load_settings(**given: Any) -> Settings:
    """The settings of the environment, with those given over them; None gives nothing.

    Raises:
        SettingsError: a variable that names no setting, or a value that cannot be used; names the variable or option.
    """
    values = _without_none(given)
    _refuse_unknown_variables()
    try:
        return _consistent(Settings(**values))
    except UnparsableError as error:
        variable = _variable((str(error).split('"')[1],)) if '"' in str(error) else PREFIX
        raise SettingsError(variable, "its value cannot be read", "Set its parts one by one.") from error
    except ValidationError as error:
        raise _refusal(error, values) from error


def shared_by(workers: int, settings: Settings) -> Settings:
    """The settings for each of several workers: they share the processor unless a number of threads is set."""
    if workers == 1 or settings.asr.cpu_threads:
        return settings
    threads = max(1, (os.cpu_count() or 1) // workers)
    return settings.model_copy(update={"asr": settings.asr.model_copy(update={"cpu_threads": threads})})


def _consistent(settings: Settings) -> Settings:
    """The settings of a models folder completed by what it holds; refused where two of them contradict each other."""
    second = settings.second_reader
    if second.model and not second.url:
        raise SettingsError("--llm-model", "no endpoint is named", "Name it with --llm URL.")
    if second.url and not second.model:
        raise SettingsError("--llm", "no model is named", "Name one that the endpoint serves with --llm-model.")
    if second.url and settings.offline and not second.on_this_machine:
        remedy = "Leave one of them out, or run the endpoint on this machine (http://127.0.0.1:PORT/v1)."
        raise SettingsError("--llm", "it needs a network, and --offline forbids one", remedy)
    if settings.offline:
        settings = settings.model_copy(update={"sources": settings.sources.model_copy(update={"offline": True})})
    folder = settings.models
    if not folder:
        return settings
    if not (folder / "taxonomy.yaml").is_file():
        remedy = "Name a folder laid out as models/: a copy of the shipped one, changed."
        raise SettingsError("--models", f"{folder} holds no taxonomy.yaml", remedy)
    # Its question lists and its reader are taken where no others are named.
    found = {name: folder / name for name in ("checklists", "reader") if (folder / name).is_dir()}
    return settings.model_copy(update={name: getattr(settings, name) or path for name, path in found.items()})


def _without_none(given: Mapping[str, Any]) -> dict[str, Any]:
    nested = {name: _without_none(value) if isinstance(value, Mapping) else value for name, value in given.items()}
    return {name: value for name, value in nested.items() if value is not None and value != {}}


def _refuse_unknown_variables() -> None:
    """A misspelt variable would otherwise be no setting at all, silently."""
    for variable in sorted(os.environ):
        name = variable.upper().removeprefix(PREFIX).partition(NESTED)[0].lower()
        if variable.upper().startswith(PREFIX) and name not in Settings.model_fields:
            allowed = ", ".join(_variable((field,)) for field in Settings.model_fields)
            raise SettingsError(variable, "there is no such setting", f"Allowed: {allowed} (parts after {NESTED}).")


def _refusal(error: ValidationError, given: Mapping[str, Any]) -> SettingsError:
    """Names the option where the value was given, else the variable of the environment that it must be from."""
    first = error.errors()[0]
    location = tuple(str(step) for step in first["loc"])
    subject = _OPTIONS.get(location, f"--{location[-1].replace('_', '-')}")
    part: Any = given
    for step in location:
        if not isinstance(part, Mapping) or step not in part:
            subject = _variable(location)
            break
        part = part[step]
    shown = "its value" if location[-1] in _SECRETS else repr(first["input"])
    return SettingsError(subject, f"{shown} cannot be used", f"{first['msg']}.")


def _variable(location: tuple[str, ...]) -> str:
    return PREFIX + NESTED.join(location).upper()
