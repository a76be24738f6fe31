"""How much of a report is shown to whoever reads its page and tables."""

from enum import StrEnum

from pipeline.domain.report import CallReport
from pipeline.privacy.reports import masked_report


class Showing(StrEnum):
    """Masked unless somebody asked for all, which leaves an entry in the log."""

    MASKED = "masked"
    ALL = "all"

    def of(self, report: CallReport) -> CallReport:
        """The report as it is shown."""
        return report if self is Showing.ALL else masked_report(report)
