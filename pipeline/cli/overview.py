"""The table at the end of a run: a line a call."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from pipeline.batch.folder import OutputFolder
from pipeline.domain.report import CallReport, Finding
from pipeline.reports.index import chased


def overview_table(reports: Iterable[CallReport], folder: OutputFolder) -> Table:
    """Coverage, flagged items, risks and violations of each call, and where its page is."""
    table = Table("call", "checklist", "coverage", "flagged", "risks", "violations", box=None)
    table.add_column(Text(f"page in {folder.path}"), overflow="fold")  # a name that was cut could not be opened
    for report in reports:
        recording = report.recording
        table.add_row(
            Text(recording.call_id),
            f"{recording.product} {recording.stage}",
            f"{report.score.coverage:.0%}",
            str(len(chased(report))),
            _ids(report.risks),
            _ids(report.violations),
            Text(folder.page_path(recording.call_id).name),
        )
    return table


def _ids(findings: Iterable[Finding]) -> str:
    return ", ".join(finding.id for finding in findings) or "-"
