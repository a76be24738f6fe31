"""What decides besides the trained reader and the question lists: the rules of one models folder, as one value."""

from functools import cache, cached_property
from pathlib import Path

from pipeline.cases.overview import FollowUpRules, read_follow_up_rules
from pipeline.conduct.rules import Explanations, read_explanations
from pipeline.correction.corrector import Corrector
from pipeline.dialogue.announcements import Announcements, read_announcements
from pipeline.dialogue.call_kind import CallKinds, read_call_kinds
from pipeline.facts.measures import FigureRules, read_figure_rules
from pipeline.rulebook.files import models_folder, rules_sha256
from pipeline.speakers.roles import RoleCues, read_role_cues


class Rules:
    """The rules of a models folder; each file is read when it is first wanted, and refused then by file and line."""

    def __init__(self, folder: Path) -> None:
        """folder: laid out as models/ is."""
        self.folder = folder

    @cached_property
    def sha256(self) -> str:
        """Over every file of the folder that is a rule."""
        return rules_sha256(self.folder)

    @cached_property
    def corrector(self) -> Corrector:
        """How misheard words are put right."""
        return Corrector(self.folder)

    @cached_property
    def role_cues(self) -> RoleCues:
        """What tells agent from customer."""
        return read_role_cues(self.folder)

    @cached_property
    def call_kinds(self) -> CallKinds:
        """What tells product and stage."""
        return read_call_kinds(self.folder)

    @cached_property
    def announcements(self) -> Announcements:
        """What machines say that answer in the customer's place."""
        return read_announcements(self.folder)

    @cached_property
    def figures(self) -> FigureRules:
        """What a figure would mean as each fact's value."""
        return read_figure_rules(self.folder)

    @cached_property
    def explanations(self) -> Explanations:
        """What a reviewer reads beside a risk or violation."""
        return read_explanations(self.folder)

    @cached_property
    def follow_up(self) -> FollowUpRules:
        """What weighs how much in a case, and when it is called again."""
        return read_follow_up_rules(self.folder)


@cache
def shipped_rules() -> Rules:
    """The rules that the product ships."""
    return Rules(models_folder())
