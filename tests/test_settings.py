"""Settings from the environment and the command line."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import ExitStatus, SettingsError
from pipeline.settings import Settings, load_settings


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


def test_the_hash_follows_what_can_change_a_report_and_nothing_else() -> None:
    plain = load_settings()
    assert load_settings().sha256() == plain.sha256()
    assert load_settings(offline=True, weights="/srv/weights", asr={"cpu_threads": 3}).sha256() == plain.sha256()
    for other in ({"audio_in_pages": False}, {"asr": {"beam_size": 9}}, {"asr": {"model": "tiny"}}):
        assert load_settings(**other).sha256() != plain.sha256()


def test_the_hash_follows_the_data_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_settings().sha256()
    monkeypatch.setattr("pipeline.settings.data_sha256", lambda: "other")
    assert load_settings().sha256() != before


def test_every_data_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(resources.models_folder(), tmp_path / "models", ignore=shutil.ignore_patterns("weights"))
    monkeypatch.setattr(resources, "models_folder", lambda: tmp_path / "models")
    hashes = {resources.data_sha256.__wrapped__()}
    for name in ("facts.yaml", "conduct.yaml", "taxonomy.yaml", "lexicon/replies.yaml"):
        with (tmp_path / "models" / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        hashes.add(resources.data_sha256.__wrapped__())
    assert len(hashes) == 5


def test_settings_travel_to_worker_processes() -> None:
    settings = load_settings(asr={"model": "tiny"})
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert isinstance(settings, Settings)
