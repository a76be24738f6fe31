"""One call to be worked on, and what is known about it beforehand."""

from datetime import datetime
from pathlib import Path

from pydantic import Field

from pipeline.domain.base import Frozen


class Refusal(Frozen):
    """Why a row cannot be meant, and what to do; neither quotes what stands in it."""

    cause: str
    remedy: str


class Job(Frozen):
    """One row of a manifest, or one file of a folder.

    path: the recording, or the JSON with turns. url: where it lies instead when that is another machine; path then only
    gives its name, until it is fetched. metadata: the manifest's row, with what a spreadsheet did to times and
    figures undone. application: what the loan file says, by fact name. product, stage, started_at, agent_channel: None
    where nobody said. refused: why the row cannot be meant; such a call fails by its name, and the others go on.
    within: the folder that the path must not lead out of by a link, that of the manifest or the one searched; None for
    a file named itself.
    """

    call_id: str
    path: Path
    url: str = ""
    metadata: dict[str, str] = Field(default_factory=dict)
    product: str | None = None
    stage: str | None = None
    started_at: datetime | None = None
    agent_channel: int | None = None
    application: dict[str, str] = Field(default_factory=dict)
    within: Path | None = None
    refused: Refusal | None = None

    @property
    def place(self) -> str:
        """Where the recording lies, as it was named."""
        return self.url or str(self.path)

    @property
    def source(self) -> str:
        """Where the recording lies, for whoever looks for it from another folder."""
        return self.url or str(self.path.resolve())

    @property
    def customer(self) -> str:
        """The customer's name in the loan file, empty where the manifest gives none."""
        return self.application.get("customer_name", "").strip()
