"""Which digits told in a call tell who somebody is: by their shape, by what asks for them, or by the rest of the call.

An identity number told in groups over several utterances, a telephone number repeated by the agent and the end of a
card are found by the talk around them; amounts, terms, dates and the hotlines of banks stay.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipeline.privacy.checksums import is_card_number, is_resident_id
from pipeline.privacy.digits import FILLER, Group, runs

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_IDENTITY: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])\d\d\d{3}[\dX]")
_LANDLINE: Final = re.compile(r"0[1-9]\d{8,10}|[2-8]\d{7}")
_HOTLINE: Final = re.compile(r"95\d{3,4}|96\d{3,4}|100\d\d|12\d{3}|11[0249]|12[02]|[48]00\d{7}|106\d{5,9}")
_DATE: Final = re.compile(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?(?:[0-5]\d){0,2}")
_ROUND: Final = re.compile(r"[1-9]\d*000?|\d{1,3}")
_LONGEST: Final = 24  # digits; no number is longer
_WHOLE: Final = 11  # from here on digits are a number whatever stands around them
_LIKELY: Final = 7  # likewise, where they are neither round nor a day
_LEAST_TAIL, _LEAST_KNOWN, _LONGEST_TAIL = 3, 4, 6
_IDENTITY_LENGTH: Final = 18

# What asks for a number, or for none. The nearest before the digits decides.
_CUE: Final = re.compile(
    r"(?P<number>尾号|尾数|末尾|结尾|开头|区号|分机|转$|[后前末头中][面间]?(?:那)?[一二三四五六七八两几3-8]+个?[位数]|最[后末][那]?[一二三四五六七八两几3-8]+[个位]?"
    r"|全号|(?:最后|后[面头边]|[报说]的|号段)是?(?=[零一二三四五六七八九幺\d])"
    r"|(?:电话|手机|固话|座机|联系|移动|联通|电信|传真|微信|支付宝|银行|储蓄|信用|证件|身份|护照|通行|社保|医保|回乡证|台胞证|对公|存折|折子)(?:号码?|方式|证号?|卡号|账号|账户)"
    r"|电话|手机|固话|座机|身份证|证件|护照|通行证|回乡证|台胞证|驾照|驾驶证|账号|帐号|账户|帐户|户号|卡号|存折|QQ|qq|微信|传真|号码|绑定的?是?|这张|那张|张卡|的卡|生日那)"
    r"|(?P<other>借据号?|存单号?|单号|案号|许可证号?|取件码|预约号|保单号?|房权证|产权证|凭证|税号|注册号|备案号?|执照号?|船号|单子|代码|验证码(?=[是为:：\s\d零一二三四五六七八九幺])|工号|合同号|合同编号|编号|流水|订单|批次|邮编|期数|金额|额度|利率|年化|积分|信用分|评分|分数|贷款|借款|还款|月供|利息|工资|收入|到手|挣|[欠扣剩存刷]|红包|[每一]个?月|[每一]期|余额|到账|入账|转账了|扣了|客服|热线|官方|投诉|楼|栋|单元|房号|门牌|面积|平方)"
)
_NUMBERED: Final = (
    "号码|(?<![0-9一二三四五六七八九十几])号(?=是?多少|是几|呢|吗|报)|[账帐卡户证单]号|尾号|尾数|末尾"
    "|区号|电话|手机|座机|固话|固定电话|联系方式|传真|微信|QQ|qq|账户|帐户|存折|身份证|护照|通行证|驾照|证件"
)
_ASKS: Final = re.compile(
    rf"尾号|尾数|末尾|(?:倒数|[后末前尾][面头边]?)那?[一二三四五六七八两几3-8]+个?[位数]|最[后末][一二三四五六七八两几3-8]+[位个]"
    r"|(?:开头|中间|前头)[一二三四五六七八几]+个|第.位开始|分.{1,2}段|第[一二三四]段|.位.位(?:地|的)?[念说报]|哪张卡|那张.{0,5}卡.{0,6}(?:多少|几|号|尾|后)|编码"
    rf"|(?:{_NUMBERED}).{{0,12}}?(?:多少|几|什么|报|说|讲|念|留|提供|填|输|给|要一下|核|确认|登记|记|听|是$|呢|请|带了|复述)"
    rf"|(?:报|说|讲|念|留|提供|填|给|核对|核实|确认|记).{{0,14}}(?:{_NUMBERED}|那段)|(?:{_NUMBERED})[呢吗呀啊]?[？?]?$"
)
# What a question asks for that has a number of its own and is nobody's.
_OF_THINGS: Final = re.compile(
    "借据|存单|单号|编号|案号|许可证|取件|预约|保单|房权证|产权证|房产证|不动产|原证号|凭证|税号|发票|过磅单|工号|订单|合同号"
)
_OF_SOMEBODY: Final = re.compile("身份|证件号|手机|电话|座机|卡号|尾号|账号|护照|卡的?[后末]")
# A digit or three that were left out: 少一位 … 后面还有个2.
_LEFT_OUT: Final = re.compile(r"(?:还有|后[边面头](?:是|还有)?|最后(?:是|还有)?|漏了|差)[个俩]?数?[，,\s]?$")
_COUNTS_DIGITS: Final = re.compile(r"[少缺差漏].{0,3}位|[十\d]+位|不够|位数|没完|还[差少]")
_AFTERWARDS: Final = re.compile(r"[，,\s]{0,2}(?:结尾|尾号|开头|这个号|那个号|这张卡|那张卡|的卡)")
_WORDS_OF_DICTATION: Final = re.compile(
    rf"{FILLER}|不对|说错了|错了|哎|后[面头边]|前[面头边]|最后|中间|第[一二三]段|开头|还有|你?记[一下]*|您?听[着好]*|对|嗯+|好的?|的|吧|吗|呢|啊|了|位|我|说|号码?|区号|就|到|空|一下|没"
)
_ANSWERS: Final = re.compile(
    r"[嗯好对是哦噢行啊呃的。，,？?！!\s]*|.{0,8}(?:继续|接着|然后|后面|后[四几六]|您说|您讲|请说|还有|下面|再说|再来|记|说|讲|念|听|呢|没|多少|几|第.段|收到|中间|开头|末尾).{0,8}"
)
_WORD_BETWEEN: Final = re.compile("然后|就是|再|接着|完了|是")
_LONGEST_ASIDE: Final = 7  # characters that are no part of a dictation, in an utterance of one
_ASKS_TAIL: Final = re.compile("身份证|证件|尾号|[后末尾][面头]?那?[四六46]")
_TAIL_ASKED_BEFORE: Final = 5  # utterances; people first ask who wants to know
_ASKED_BEFORE: Final = 2  # utterances in which a question waits for its answer


@dataclass(frozen=True)
class Piece:
    """Groups of one utterance that are one number, or a part of one. utterance: its place in the call.

    in_parts: told with other words between, or over several utterances, so that its ends are not those of the number.
    """

    utterance: int
    groups: tuple[Group, ...]
    in_parts: bool = False

    @property
    def start(self) -> int:
        """Where it begins in its utterance."""
        return self.groups[0].start

    @property
    def end(self) -> int:
        """Where it ends in its utterance."""
        return self.groups[-1].end

    @property
    def digits(self) -> str:
        """What it tells."""
        return "".join(group.digits for group in self.groups)


@dataclass(frozen=True)
class Turn:
    """One utterance as numbers are looked for in it; speaker tells one party from the other."""

    speaker: str
    text: str


@dataclass(frozen=True)
class ToldNumbers:
    """The digits that a call tells, in their order, and which of them its talk gives away as somebody's."""

    pieces: tuple[Piece, ...]
    given_away: frozenset[Piece]

    def personal(self, known: Iterable[str] = ()) -> tuple[Piece, ...]:
        """Those that tell who somebody is, with all places where they are told.

        known: digits that are known to be of that kind, of the loan file and of other spellings of the same talk.
        """
        wanted = {digits for digits in known if len(digits) >= _LEAST_KNOWN}
        wanted |= {piece.digits for piece in self.given_away if len(piece.digits) >= _LEAST_KNOWN}
        return tuple(piece for piece in self.pieces if piece in self.given_away or _is_part_of(piece.digits, wanted))


def told_numbers(turns: Sequence[Turn]) -> ToldNumbers:
    """All digits of a call that count nothing."""
    pieces = [piece for number, turn in enumerate(turns) for piece in _pieces(number, turn.text)]
    dictated = set(_dictated(turns, pieces))

    def in_parts(piece: Piece) -> bool:
        is_part = piece in dictated and not _shape(piece.digits)
        return is_part or _has_words(piece, turns[piece.utterance].text)

    told = [
        (replace(piece, in_parts=in_parts(piece)), piece in dictated or _is_by_itself(piece, turns)) for piece in pieces
    ]
    return ToldNumbers(tuple(piece for piece, _ in told), frozenset(piece for piece, is_own in told if is_own))


def _has_words(piece: Piece, text: str) -> bool:
    """Whether other words than pauses stand within it, or how often a digit is told."""
    if any(len(token.digits) > 1 for group in piece.groups for token in group.tokens):
        return True  # 四个零: what is told after it is a part of its own
    gaps = (text[one.end : other.start] for one, other in pairwise(piece.groups))
    return any(_WORD_BETWEEN.search(gap) for gap in gaps)


def _pieces(number: int, text: str) -> Iterator[Piece]:
    for run in runs(text):
        rest = run
        while rest:
            taken = _first_number(rest)
            yield from (Piece(number, part) for part in _halves(rest[:taken]))
            rest = rest[taken:]


def _first_number(groups: Sequence[Group]) -> int:
    """How many of the first groups make one number: the shapest that they can make, else all until the next shape."""
    digits, best = "", (0.0, 0)
    for count, group in enumerate(groups, start=1):
        digits += group.digits
        if len(digits) > _LONGEST:
            break
        best = max(best, (_shape(digits), count))
    if best[0]:
        return best[1]
    whole = "".join(group.digits for group in groups[1:])
    later = (n for n in range(1, len(groups)) if len(whole) >= _WHOLE and _begins_with_shape(groups[n:]))
    return next(later, len(groups))


def _begins_with_shape(groups: Sequence[Group]) -> bool:
    digits = ""
    for group in groups:
        digits += group.digits
        if len(digits) > _LONGEST:
            return False
        if _shape(digits):
            return True
    return False


def _shape(digits: str) -> float:
    """How much digits look like one whole number; 0 where they look like none."""
    if _IDENTITY.fullmatch(digits):
        return 4.0 if is_resident_id(digits) else 3.0
    if 15 < len(digits) < 20 and digits[0] in "3456" and is_card_number(digits):
        return 3.5
    if _MOBILE.fullmatch(digits):
        return 2.0
    return 1.0 if digits.startswith("0") and _LANDLINE.fullmatch(digits) else 0.0


def _halves(groups: tuple[Group, ...]) -> Iterator[tuple[Group, ...]]:
    """The groups as they are, or two numbers that were written without anything between them."""
    digits = "".join(group.digits for group in groups)
    tokens = [token for group in groups for token in group.tokens]
    if len(groups) == 1 and len(digits) > _IDENTITY_LENGTH and len(tokens) == len(digits):
        for at in (_WHOLE, _IDENTITY_LENGTH):
            if _shape(digits[:at]) and _shape(digits[at:]):
                yield (Group(tuple(tokens[:at])),)
                yield (Group(tuple(tokens[at:])),)
                return
    yield groups


def _is_by_itself(piece: Piece, turns: Sequence[Turn]) -> bool:
    """Whether its shape or the words around it say that it is a number of somebody's."""
    digits, text = piece.digits, turns[piece.utterance].text
    if _HOTLINE.fullmatch(digits):
        return False
    cue = _cue(piece, turns)
    if _is_left_out(piece, turns):
        return True
    if _AFTERWARDS.match(text, piece.end) and len(digits) >= _LEAST_TAIL:
        return True
    if (cue == "other" and not _shape(digits)) or (_DATE.fullmatch(digits) and cue != "number"):
        return False
    if len(digits) >= _WHOLE or _shape(digits):
        return True
    is_asked = cue == "number"
    is_round = bool(_ROUND.fullmatch(digits)) and len(digits) > _LEAST_KNOWN
    return not is_round and len(digits) >= (_LEAST_TAIL if is_asked else _LIKELY)


def _is_left_out(piece: Piece, turns: Sequence[Turn]) -> bool:
    """Whether these are the digits that somebody just missed in a number."""
    before = turns[max(0, piece.utterance - _ASKED_BEFORE) : piece.utterance]
    is_short = len(piece.digits) < _LEAST_KNOWN and _LEFT_OUT.search(turns[piece.utterance].text[: piece.start])
    return bool(is_short) and any(_COUNTS_DIGITS.search(turn.text) for turn in before)


def _cue(piece: Piece, turns: Sequence[Turn]) -> str:
    """What was asked for, nearest before the digits: "number", "other", or empty for nothing."""
    before = turns[piece.utterance].text[: piece.start]
    cues = list(_CUE.finditer(before))
    if cues:
        nearest = cues[-1]
        return str(nearest.lastgroup) if len(before) - nearest.end() <= 2 * _LIKELY else ""
    speaker = turns[piece.utterance].speaker
    for earlier in range(piece.utterance - 1, max(-1, piece.utterance - 1 - _ASKED_BEFORE), -1):
        asked = turns[earlier]
        if asked.speaker != speaker and len(asked.text) > 1:
            if _OF_THINGS.search(asked.text) and not _OF_SOMEBODY.search(asked.text):
                return "other"
            if _ASKS.search(asked.text):
                return "number"
            break
    is_tail = _LEAST_KNOWN <= len(piece.digits) <= _LONGEST_TAIL
    waiting = turns[max(0, piece.utterance - _TAIL_ASKED_BEFORE) : piece.utterance] if is_tail else ()
    return "number" if any(_ASKS_TAIL.search(each.text) for each in waiting) else ""


def _dictated(turns: Sequence[Turn], pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of numbers that were told in groups over several utterances, and repeated by the other party."""
    by_turn: dict[int, list[Piece]] = {}
    for piece in pieces:
        if not _HOTLINE.fullmatch(piece.digits):
            by_turn.setdefault(piece.utterance, []).append(piece)
    chain: list[Piece] = []
    asides = 0
    for number, turn in enumerate(turns):
        told = by_turn.get(number, [])
        if told and _is_dictation(turn.text, told):
            chain += told
            asides = 0
        elif told or asides >= _ASKED_BEFORE or not _ANSWERS.fullmatch(turn.text):
            yield from _one_number(chain, turns)
            chain, asides = list(told), 0  # a number may begin in an utterance that says more
        else:
            asides += 1
    yield from _one_number(chain, turns)


def _is_dictation(text: str, told: Sequence[Piece]) -> bool:
    """Whether an utterance is made of digits and of what people say between them."""
    rest, at = "", 0
    for piece in told:
        for group in piece.groups:
            rest += text[at : group.start]
            at = group.end
    rest += text[at:]
    return len(_WORDS_OF_DICTATION.sub("", rest)) <= _LONGEST_ASIDE


def _one_number(chain: Sequence[Piece], turns: Sequence[Turn]) -> Sequence[Piece]:
    """The chain where one party told enough digits for a number, or was asked for one; else nothing."""
    if len(chain) < 2:
        return ()
    told: dict[str, set[str]] = {}
    for piece in chain:
        if not (_ROUND.fullmatch(piece.digits) and len(piece.digits) > _LEAST_TAIL):
            told.setdefault(turns[piece.utterance].speaker, set()).add(piece.digits)  # what is repeated tells no more
    cues = {_cue(piece, turns) for piece in chain if len(piece.digits) >= _LEAST_TAIL}
    asked = "number" in cues
    if "other" in cues and not asked:
        return ()
    least = _LEAST_TAIL if asked else _LIKELY
    is_whole = max((sum(map(len, digits)) for digits in told.values()), default=0) >= least
    return [piece for piece in chain if len(piece.digits) > 1 or is_whole] if is_whole else ()


def _is_part_of(digits: str, wanted: Iterable[str]) -> bool:
    """Whether digits are a number that was found, its end, or hold it."""
    if len(digits) < _LEAST_KNOWN:
        return False
    return any(
        digits == whole
        or (len(whole) >= _LIKELY and whole.endswith(digits))
        or (len(whole) >= _LIKELY and len(digits) >= 6 and digits in whole)
        or (len(whole) >= _LIKELY and whole in digits)
        for whole in wanted
    )
