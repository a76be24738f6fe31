"""The words of models/taxonomy.yaml as types; a test holds the two together."""

from enum import StrEnum
from typing import Final, Literal

from pipeline.domain.base import Frozen


class Role(StrEnum):
    """Who speaks."""

    AGENT = "agent"
    CUSTOMER = "customer"

    @property
    def name_zh(self) -> str:
        """What reviewers read."""
        return {"agent": "坐席", "customer": "客户"}[self.value]


class Kind(StrEnum):
    """What makes an item verified: an answer, an agreement, or the agent's statement alone."""

    ASK = "ask"
    CONFIRM = "confirm"
    INFORM = "inform"


class Status(StrEnum):
    """What became of an item in a call."""

    VERIFIED = "verified"
    INSUFFICIENT = "insufficient"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_EVALUABLE = "not_evaluable"

    @property
    def name_zh(self) -> str:
        """What reviewers read."""
        return _STATUS_ZH[self]

    @property
    def flagged(self) -> bool:
        """Whether the call left the item unverified."""
        return self in FLAGGED

    @property
    def open(self) -> bool:
        """Whether the next call has to settle the item (待补核): it is flagged, or could not be heard."""
        return self in OPEN


_STATUS_ZH = {
    Status.VERIFIED: "已核实",
    Status.INSUFFICIENT: "核实不足",
    Status.UNANSWERED: "已问未答",
    Status.REFUSED: "客户拒答",
    Status.MISSING: "未涉及",
    Status.NOT_APPLICABLE: "不适用",
    Status.NOT_EVALUABLE: "无法判定",
}
FLAGGED = frozenset({Status.INSUFFICIENT, Status.UNANSWERED, Status.REFUSED, Status.MISSING})
OPEN = FLAGGED | {Status.NOT_EVALUABLE}

FactType = Literal["text", "digits", "date", "money", "months", "percent", "enum", "day", "years", "count", "bool"]
UNITS: Final[dict[FactType, str]] = {
    "money": "元",
    "months": "个月",
    "percent": "%",
    "day": "日",
    "years": "年",
    "count": "人",
}
FactStatus = Literal["stated", "confirmed", "corrected", "disputed"]


class ItemEntry(Frozen):
    """One item of the taxonomy."""

    name: str
    kind: Kind
    means: str
    stages: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None

    def applies_to(self, product: str, stage: str) -> bool:
        """Whether a call of this product and stage has to cover the item."""
        return (self.stages is None or stage in self.stages) and (self.products is None or product in self.products)


class FactEntry(Frozen):
    """One fact of the taxonomy: its type, and for an enum the values that it can take."""

    type: FactType
    of: tuple[str, ...] = ()
    note: str = ""


class Taxonomy(Frozen):
    """The whole vocabulary that reports, checklists and the benchmark share."""

    products: dict[str, str]
    stages: dict[str, str]
    roles: dict[str, str]
    kinds: tuple[str, ...]
    statuses: dict[str, str]
    items: dict[str, ItemEntry]
    facts: dict[str, FactEntry]
    risks: dict[str, str]
    violations: dict[str, str]

    def items_of(self, product: str, stage: str) -> tuple[str, ...]:
        """The ids of the items of one checklist, in the taxonomy's order."""
        return tuple(i for i, entry in self.items.items() if entry.applies_to(product, stage))
