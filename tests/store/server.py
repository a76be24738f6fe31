"""A PostgreSQL server of our own, on a socket in a temporary folder, where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_USER = "postgres"
_LONGEST_START_S = 180
_databases = count()


def programs() -> Path | None:
    """Where initdb and postgres are; None where they are not installed."""
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)]
    on_path = shutil.which("postgres")
    return found[0] if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def running(where: Path) -> Iterator[str]:
    """A server that only its socket reaches; gives the socket's folder. It refuses root, so root lends it a user."""
    folder = Path(tempfile.mkdtemp(prefix="tinghe-pg-"))
    as_user = {"user": _USER} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, _USER)
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_user}
    data = folder / "data"
    subprocess.run([where / "initdb", "-D", data, "-U", "tinghe", "-A", "trust", "-N"], check=True, **quiet)  # type: ignore[call-overload]
    # Speed for a store that is thrown away; what is tested does not rest on surviving a power cut.
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"]
    server = subprocess.Popen([where / "postgres", "-D", data, "-k", folder, *settings], **quiet)  # type: ignore[call-overload]
    try:
        _wait(where, folder)
        yield str(folder)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def a_database(where: Path, socket: str) -> str:
    """The URL of a new, empty database."""
    name = f"store_{next(_databases)}"
    subprocess.run([where / "createdb", "-h", socket, "-U", "tinghe", name], check=True)
    return f"postgresql://tinghe@/{name}?host={socket}"


def _wait(where: Path, folder: Path) -> None:
    end = time.monotonic() + _LONGEST_START_S
    asking = [str(where / "pg_isready"), "-h", str(folder), "-U", "tinghe"]
    while subprocess.run(asking, stdout=subprocess.DEVNULL, check=False).returncode:
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL did not start")
        time.sleep(0.05)
