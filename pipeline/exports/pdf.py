"""The page of a call printed to PDF by a Chromium of the machine, which reaches no network and keeps nothing."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline.errors import TingheError, UsageError
from pipeline.exports.call import ExportCall
from pipeline.reports.page import render_page

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
_PATIENCE_S: Final = 60  # a page takes a second or two
_NO_NETWORK: Final = (
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    *("--disable-quic", "--no-pings", "--no-first-run", "--no-default-browser-check", "--dns-prefetch-disable"),
    # Names lead nowhere, and what needs none is sent to a port where nobody listens.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>"),
)
_ALWAYS: Final = ("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer", "--mute-audio")
_PDF: Final = b"%PDF-"


def browser() -> str:
    """The Chromium that is found first.

    Raises:
        UsageError: there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        cause = f"it is printed by a Chromium, and none was found ({', '.join(BROWSERS)})"
        raise UsageError("--format pdf", cause, "Install one (apt-get install chromium fonts-noto-cjk).")
    return found


def pdf(call: ExportCall) -> bytes:
    """The call's page as it prints, without its recording.

    Raises:
        UsageError: as browser does.
        TingheError: the browser printed nothing, or not in time.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="tinghe-") as name:  # 0700: the page tells what was said
        folder = Path(name)
        page, printed = folder / "page.html", folder / "page.pdf"
        page.write_text(render_page(call.report, None, call.shows.value), encoding="utf-8")
        ended = _run([program, *_arguments(folder, printed), page.as_uri()], folder)
        content = printed.read_bytes() if printed.is_file() else b""
    if not content.startswith(_PDF):
        raise TingheError(program, f"it printed no page ({ended})", "See that it runs: chromium --headless --version.")
    return content


def _arguments(folder: Path, printed: Path) -> list[str]:
    # Chromium's own walls cannot be built by root; the page is ours, and its policy lets nothing else run in it.
    walls = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*_ALWAYS, *_NO_NETWORK, *walls, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={printed}"]


def _run(command: list[str], folder: Path) -> str:
    """How the browser ended; all of its processes are gone then."""
    # Of the environment only what it needs: no proxy, no keys.
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    process = subprocess.Popen(  # noqa: S603 - a program of ours by its full path, without a shell
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return f"exit status {process.wait(_PATIENCE_S)}"
    except subprocess.TimeoutExpired:
        return f"no end after {_PATIENCE_S} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
