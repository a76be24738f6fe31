"""The command `tinghe`: one line of cause and remedy for every error, and the exit status that belongs to it."""

import logging
import sys
from typing import NoReturn

from pipeline.cli.app import app
from pipeline.cli.output import complain
from pipeline.errors import ExitStatus, TingheError

_log = logging.getLogger(__name__)


def main() -> NoReturn:
    """Run the command line and leave the process with its exit status; tracebacks go to the debug log alone."""
    try:
        app()
    except TingheError as error:
        _log.debug("where it was raised", exc_info=True)
        complain(str(error))
        sys.exit(error.exit_status)
    except Exception as error:  # noqa: BLE001 - the edge of the program: what nobody foresaw becomes one line too
        _log.debug("where it was raised", exc_info=True)
        complain(f"unforeseen {type(error).__name__}. Run `tinghe --debug …` and report what it prints.")
        sys.exit(ExitStatus.NOTHING_DONE)
    sys.exit(ExitStatus.DONE)
