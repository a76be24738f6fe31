"""The page of a call as PDF."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import TingheError, UsageError
from pipeline.exports import pdf as printing
from pipeline.exports.pdf import BROWSERS, browser, pdf
from tests.exports.calls import leaving

needs_a_browser = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)), reason="no chromium is installed: apt-get install chromium fonts-noto-cjk"
)


def _program(folder: Path, script: str) -> str:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


@pytest.mark.browser
@needs_a_browser
def test_a_page_is_printed_on_a4() -> None:
    content = pdf(leaving())
    assert content.startswith(b"%PDF-")
    assert re.search(rb"/MediaBox ?\[0 0 59[45]\.\d+ 84[12]\.\d+\]", content)
    assert b"/Type /Page\n" in content or b"/Type/Page" in content


@pytest.mark.browser
@needs_a_browser
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_what_is_printed_is_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(pdf(leaving()))
    command = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "JW-2026-0417" in text
    assert "沈**" in text
    assert "沈知远" not in text


def test_without_a_browser_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"none was found .*chromium.* Install one"):
        browser()


def test_a_browser_that_prints_nothing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(printing, "browser", lambda: _program(tmp_path, "exit 3"))
    with pytest.raises(TingheError, match=r"printed no page \(exit status 3"):
        pdf(leaving())


def test_a_browser_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(printing, "_PATIENCE_S", 0.3)
    monkeypatch.setattr(printing, "browser", lambda: _program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait"))
    with pytest.raises(TingheError, match="no end after"):
        pdf(leaving())
    child = (tmp_path / "child").read_text(encoding="utf-8").strip()
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]


def test_the_browser_sees_an_environment_and_a_profile_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = f'env > {tmp_path}/seen; printf "%s\\n" "$@" > {tmp_path}/asked'
    monkeypatch.setattr(printing, "browser", lambda: _program(tmp_path, script))
    monkeypatch.setenv("HTTPS_PROXY", "http://elsewhere")
    monkeypatch.setenv("TINGHE_WEBHOOK__KEY", "secret")
    with pytest.raises(TingheError):
        pdf(leaving())
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert "elsewhere" not in seen
    assert "secret" not in seen
    profile = next(each for each in asked if each.startswith("--user-data-dir="))
    assert not Path(profile.split("=", 1)[1]).exists()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in asked
