"""The words of the queue; apart, so that the command line knows them without a database."""

from enum import IntEnum, StrEnum


class State(StrEnum):
    """What becomes of a recording that was taken in."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    DEAD = "dead"
    DROPPED = "dropped"


class Priority(IntEnum):
    """What is taken up first: the lower."""

    LIVE = 0
    USUAL = 10
