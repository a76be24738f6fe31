"""Tinghe (听核): which verification items a recorded loan call covers, and the second that proves it.

What the command line does can be called from here, see docs/library.md. Names are imported when they are first used.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

# onnxruntime reports to its maker, and keeps a database for it in the home folder, unless told before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from pipeline.batch.manifest import read_manifest
    from pipeline.domain.job import Job
    from pipeline.reports.codec import read_report
    from pipeline.reports.document import document
    from pipeline.services.analyse import Analyser, reader_judge
    from pipeline.services.audit import export_log, verify
    from pipeline.services.batch import run
    from pipeline.services.brief import case_overview
    from pipeline.services.coverage import write_coverage, write_sample
    from pipeline.services.explain import explain
    from pipeline.services.export import export
    from pipeline.services.jobs import drop_jobs, list_jobs, retry_jobs
    from pipeline.services.learn import learn
    from pipeline.services.reconcile import reconcile
    from pipeline.services.rejudge import rejudge, reproduce
    from pipeline.services.watch import watch
    from pipeline.settings import load_settings
    from pipeline.store.frames import Frames
    from pipeline.store.purging import purge

__all__ = [
    "Analyser",
    "Job",
    "case_overview",
    "document",
    "drop_jobs",
    "explain",
    "export",
    "export_log",
    "learn",
    "list_jobs",
    "load",
    "load_settings",
    "purge",
    "read_manifest",
    "read_report",
    "reader_judge",
    "reconcile",
    "rejudge",
    "reproduce",
    "retry_jobs",
    "run",
    "verify",
    "watch",
    "write_coverage",
    "write_sample",
]
__version__ = "0.1.0"

_MODULES: Final = {
    "Analyser": "services.analyse",
    "Job": "domain.job",
    "case_overview": "services.brief",
    "document": "reports.document",
    "drop_jobs": "services.jobs",
    "explain": "services.explain",
    "export": "services.export",
    "export_log": "services.audit",
    "learn": "services.learn",
    "list_jobs": "services.jobs",
    "load_settings": "settings",
    "purge": "store.purging",
    "read_manifest": "batch.manifest",
    "read_report": "reports.codec",
    "reader_judge": "services.analyse",
    "reconcile": "services.reconcile",
    "rejudge": "services.rejudge",
    "reproduce": "services.rejudge",
    "retry_jobs": "services.jobs",
    "run": "services.batch",
    "verify": "services.audit",
    "watch": "services.watch",
    "write_coverage": "services.coverage",
    "write_sample": "services.coverage",
}


def load(url: str, *, reveal: bool = False, reason: str = "") -> "Frames":
    """The store at a URL (sqlite:///FILE, postgresql://…) as DataFrames: calls, items, facts, findings, utterances.

    What tells who somebody is, is masked, addresses too where TINGHE_MASK_ADDRESSES says so; reveal leaves it, and an
    entry in the store's log with who and the reason.

    Raises:
        SettingsError: a variable of the environment cannot be used.
        StoreError: the store is not there, cannot be read, or is of another version.
    """
    from pipeline.settings import load_settings  # noqa: PLC0415 - as below
    from pipeline.store import frames  # noqa: PLC0415 - the database engine costs start-up time

    return frames.load(url, load_settings().disclosure(reveal=reveal), reason)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(f"pipeline.{_MODULES[name]}"), name)
