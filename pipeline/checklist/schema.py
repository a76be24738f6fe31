"""What a checklist file may say. Everything here is frozen; unknown keys are refused."""

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Kind, Status
from pipeline.reader.items import AskedItem


class Example(Frozen):
    """A few turns and the status that they must get. Each turn begins with 坐： or 客：."""

    say: tuple[str, ...]
    status: Status


class ItemRule(Frozen):
    """One item of the standardized question list.

    basis: the laws or rules that it rests on. question: what the next call asks when it is still open. examples: tried
    by `tinghe checklist test`.
    """

    name: str
    kind: Kind
    basis: tuple[str, ...]
    question: str
    examples: tuple[Example, ...] = ()


class ItemFile(Frozen):
    """models/checklists/items/*.yaml: items, written once, used by many checklists."""

    items: dict[str, ItemRule]


class ChecklistFile(Frozen):
    """models/checklists/PRODUCT.STAGE.yaml: which items a call of this product and stage has to cover."""

    version: str
    product: str
    stage: str
    items: tuple[str, ...]


class Checklist(Frozen):
    """A whole standardized question list, ready to judge with.

    asked: what the reader is asked about each item, by its name and meaning. sha256: over all that it was made of.
    """

    version: str
    product: str
    stage: str
    sha256: str
    items: dict[str, ItemRule]
    asked: tuple[AskedItem, ...]

    @property
    def id(self) -> str:
        """What reports name: product.stage@version."""
        return f"{self.product}.{self.stage}@{self.version}+{self.sha256[:12]}"
