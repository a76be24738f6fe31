"""Settings from the environment and the command line."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, SettingsError
from pipeline.rulebook.files import models_folder, rules_sha256
from pipeline.settings import Settings, load_settings, shared_by


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("TINGHE_"):
            monkeypatch.delenv(name)


def test_the_environment_sets_and_the_command_line_overrides_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINGHE_OFFLINE", "1")
    monkeypatch.setenv("TINGHE_ASR__MODEL", "small")
    monkeypatch.setenv("TINGHE_ASR__DEVICE", "cpu")
    settings = load_settings(asr={"model": "tiny", "device": None}, offline=None)
    assert (settings.offline, settings.asr.model, settings.asr.device) == (True, "tiny", "cpu")


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINGHE_WEIGHTS", "")
    assert load_settings().weights is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TINGHE_OFFLINE", "perhaps"),
        ("TINGHE_ASR__DEVICE", "tpu"),
        ("TINGHE_ASR__BEAM_SIZE", "many"),
        ("TINGHE_ASR__NO_SUCH", "1"),
        ("TINGHE_ASR", "{not json"),
        ("TINGHE_MODLE", "small"),
        ("TINGHE_TIME_ZONE", "Peking"),
        ("TINGHE_TIME_ZONE", "../../etc/passwd"),
        ("TINGHE_TIME_ZONE", "Asia"),
        ("TINGHE_TRANSCRIPTS__MOST_TURNS", "0"),
    ],
)
def test_a_variable_that_cannot_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.subject == variable
    assert caught.value.exit_status is ExitStatus.WRONG_USAGE


def test_an_option_that_cannot_be_used_is_refused_by_its_name_on_the_command_line() -> None:
    with pytest.raises(SettingsError, match="--device: 'tpu' cannot be used"):
        load_settings(asr={"device": "tpu"})


@pytest.mark.parametrize(
    ("given", "subject", "cause"),
    [
        ({"second_reader": {"model": "qwen"}}, "--llm-model", "no endpoint is named"),
        ({"second_reader": {"url": "http://llm.bank/v1"}}, "--llm", "no model is named"),
        (
            {"second_reader": {"url": "http://llm.bank/v1", "model": "qwen"}, "offline": True},
            "--llm",
            "it needs a network, and --offline forbids one",
        ),
        ({"second_reader": {"url": "llm.bank/v1", "model": "qwen"}}, "--llm", "'llm.bank/v1' cannot be used"),
    ],
)
def test_settings_that_contradict_each_other_are_refused_by_option(
    given: dict[str, object], subject: str, cause: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**given)
    assert (caught.value.subject, caught.value.cause) == (subject, cause)


def test_a_second_reader_on_this_machine_needs_no_network() -> None:
    second = {"url": "http://127.0.0.1:8000/v1", "model": "qwen"}
    assert load_settings(second_reader=second, offline=True).second_reader.on_this_machine


@pytest.mark.parametrize(
    ("workers", "threads", "shared"),
    [(1, None, None), (4, 3, 3), (4, None, 2), (8, None, 1), (100, None, 1)],
)
def test_workers_share_the_processor_unless_a_number_of_threads_is_set(
    monkeypatch: pytest.MonkeyPatch, workers: int, threads: int | None, shared: int | None
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    settings = load_settings(asr={"cpu_threads": threads})
    expected = load_settings().asr.cpu_threads if shared is None else shared
    assert shared_by(workers, settings).asr.cpu_threads == expected


def test_the_hash_follows_what_can_change_a_report_and_nothing_else() -> None:
    plain = load_settings()
    assert load_settings().sha256() == plain.sha256()
    assert load_settings(offline=True, weights="/srv/weights", asr={"cpu_threads": 3}).sha256() == plain.sha256()
    assert load_settings(limits={"max_duration_s": 60}).sha256() == plain.sha256()
    for other in ({"audio_in_pages": False}, {"asr": {"beam_size": 9}}, {"asr": {"model": "tiny"}}):
        assert load_settings(**other).sha256() != plain.sha256()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_DURATION_S", "0"),
        ("MAX_DURATION_S", "long"),
        ("MAX_CHANNELS", "3"),
        ("MAX_CHANNELS", "0"),
        ("MAX_DECODED_MB", "-1"),
    ],
)
def test_a_limit_that_limits_nothing_is_refused_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TINGHE_LIMITS__{name}", value)
    with pytest.raises(SettingsError, match=f"TINGHE_LIMITS__{name}"):
        load_settings()


def test_the_hash_follows_the_rules(tmp_path: Path) -> None:
    shutil.copytree(models_folder(), tmp_path / "models", ignore=shutil.ignore_patterns("weights", "calls", "passages"))
    same = load_settings(models=tmp_path / "models").sha256()
    assert same == load_settings().sha256()
    (tmp_path / "models" / "facts.yaml").write_text("figures: {}\n", encoding="utf-8")
    assert load_settings(models=tmp_path / "models").sha256() != same


def test_a_models_folder_brings_its_own_question_lists_and_reader(tmp_path: Path) -> None:
    shutil.copytree(models_folder(), tmp_path / "models", ignore=shutil.ignore_patterns("weights", "calls", "passages"))
    own = load_settings(models=tmp_path / "models")
    assert (own.checklists, own.reader) == (tmp_path / "models" / "checklists", tmp_path / "models" / "reader")
    assert load_settings(models=tmp_path / "models", reader=tmp_path).reader == tmp_path


def test_a_models_folder_without_a_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"--models: .* holds no taxonomy\.yaml"):
        load_settings(models=tmp_path)


def test_every_data_file_counts(tmp_path: Path) -> None:
    shutil.copytree(models_folder(), tmp_path / "models", ignore=shutil.ignore_patterns("weights"))
    hashes = {rules_sha256(tmp_path / "models")}
    for name in ("facts.yaml", "conduct.yaml", "taxonomy.yaml", "lexicon/replies.yaml"):
        with (tmp_path / "models" / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        hashes.add(rules_sha256(tmp_path / "models"))
    assert len(hashes) == 5


def test_settings_travel_to_worker_processes() -> None:
    settings = load_settings(asr={"model": "tiny"})
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert isinstance(settings, Settings)
