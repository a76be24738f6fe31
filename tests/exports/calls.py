"""Calls as they leave, for tests of every format."""

from pipeline.domain.report import CallReport
from pipeline.exports.call import ExportCall, export_call
from pipeline.privacy.masking import Disclosure
from pipeline.reports.codec import to_json
from pipeline.store.rows import report_sha256
from tests.reports.invented_call import invented_call


def leaving(report: CallReport | None = None, disclosure: Disclosure = Disclosure.MASKED) -> ExportCall:
    """A call, the invented one unless another is given, with as much shown as there would be."""
    told = report or invented_call()
    return export_call(told, report_sha256(to_json(told)), disclosure)
