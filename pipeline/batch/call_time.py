"""When a call began, as manifests write it: ISO 8601, or what a spreadsheet makes of it."""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Final

MAX_CHARACTERS: Final = 40  # of a time as the store keeps it; one that is told to the microsecond has 32
FIRST_YEAR, LAST_YEAR = 1970, 2199  # of recorded calls
_NOON: Final = 12
_SECONDS_A_DAY: Final = 86400
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - from which spreadsheets count days, in nobody's zone
_DATE: Final = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?"
_WEEKDAY: Final = r"(?:\s*(?:星期|周)[一二三四五六日天])?"
_HALF: Final = r"(?P<{name}>上午|下午|凌晨|早上|中午|晚上|[AaPp]\.?[Mm]\.?)?"
_TIME: Final = (
    _HALF.format(name="before")
    + r"\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})(?:\s*[:分]\s*(?:(?P<second>\d{1,2})秒?)?)?)?"
    + r"(?:\.\d+)?\s*"
    + _HALF.format(name="after")
)
_OFFSET: Final = r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<oh>\d{2}):?(?P<om>\d{2}))?"
_WRITTEN: Final = re.compile(rf"{_DATE}{_WEEKDAY}(?:\s+|T)?{_TIME}{_OFFSET}")
_DATE_ALONE: Final = re.compile(rf"{_DATE}{_WEEKDAY}|\d{{8}}|\d{{5}}")
_EXTENDED: Final = re.compile(r"\d{4}-\d\d-\d\d")  # of which tables and stores take the first ten characters
_DIGITS: Final = re.compile(r"(\d{4})(\d\d)(\d\d)[\sT]?(\d\d)(\d\d)(\d\d)?")
_SERIAL: Final = re.compile(r"\d{5}\.\d+")  # days since 1899-12-30, as a cell without a format shows a time
NO_TIME_OF_DAY: Final = "has no time of day"
NO_TIME: Final = "is no date and time that is read"


def call_time(text: str) -> datetime:
    """The moment, with its offset from UTC where one is written.

    Midnight sharp without an offset is how programs write a date alone, and is refused as one: it would make every
    call of a batch one outside the permitted hours.

    Raises:
        ValueError: it is none, or has no time of day; its text is the end of a sentence that begins with the column.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _is_date(plain):
        raise ValueError(NO_TIME_OF_DAY)
    moment = _read(plain)
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(NO_TIME)
    if moment.tzinfo is None and not (moment.hour or moment.minute or moment.second or moment.microsecond):
        raise ValueError(NO_TIME_OF_DAY)
    return moment


def at_the_bank(text: str, moment: datetime, zone: tzinfo) -> tuple[str, datetime]:
    """The moment by the bank's clock, as ISO 8601 and as a value; one without an offset is by that clock already.

    text: as the manifest has it; it stays where it is ISO 8601 by that clock, and no longer than the store keeps.
    """
    local = moment.astimezone(zone) if moment.tzinfo else moment
    written = text.strip()
    is_kept = _EXTENDED.match(written) and len(written) <= MAX_CHARACTERS
    if local.utcoffset() == moment.utcoffset() and is_kept and _iso(written) == moment:
        return written, moment
    return local.isoformat(), local


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return bool(_DATE_ALONE.fullmatch(text))
    return True


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read(text: str) -> datetime | None:
    """By the first of the forms that fits; None where none does or the clock has no such time."""
    try:
        if digits := _DIGITS.fullmatch(text):
            form = "%Y%m%d%H%M%S" if digits[6] else "%Y%m%d%H%M"
            return datetime.strptime("".join(filter(None, digits.groups())), form)  # noqa: DTZ007 - the bank's clock
        if moment := _iso(text):
            return moment
        if found := _WRITTEN.fullmatch(text):
            return _from_parts(found)
        if _SERIAL.fullmatch(text):
            return _DAY_ZERO + timedelta(seconds=round(float(text) * _SECONDS_A_DAY))
    except (ValueError, OverflowError):
        pass
    return None


def _from_parts(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    half = (found["before"] or found["after"] or "").upper()
    if half and half[0] in "P下晚" and hour < _NOON:
        hour += _NOON
    elif half and half[0] in "A凌" and hour == _NOON:
        hour = 0
    zone = None
    if found["utc"] or found["sign"]:
        ahead = timedelta(hours=int(found["oh"] or 0), minutes=int(found["om"] or 0))
        zone = timezone(-ahead if found["sign"] == "-" else ahead)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)
