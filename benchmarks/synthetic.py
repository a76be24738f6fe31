"""Call reports out of a seeded generator: twelve months, forty agents, twelve checklists, as a bank would fill a store.

Nothing in them was said by anybody. Agents differ in how much they verify, items in how often they are missed.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from pipeline.domain.vocabulary import Status
from pipeline.rulebook.taxonomy import taxonomy

Row = dict[str, Any]

AGENTS, BRANCHES, UTTERANCES, DAYS, RISKY = 40, 8, 40, 365, 0.05
_BEIJING = timezone(timedelta(hours=8))
_FIRST_DAY = datetime(2025, 1, 1, tzinfo=_BEIJING)
_OPEN = (Status.MISSING, Status.MISSING, Status.INSUFFICIENT, Status.UNANSWERED, Status.REFUSED, Status.NOT_APPLICABLE)
_VERSIONS = {"tinghe": "0.1.0", "model": "base@synthetic/int8", "classifier": "synthetic", "settings_sha256": "0" * 64}
_LINES = (
    "您好，我是银行的客户经理，本次通话有录音。",
    "嗯，好的，你说吧。",
    "请问这笔贷款主要用在什么地方？",
    "主要是家里装修用的。",
)


def synthetic_reports(count: int, seed: int = 4) -> Iterator[str]:
    """So many reports as JSON; the same count and seed give the same reports. Three calls make a case."""
    chance = random.Random(seed)
    kinds = [(product, stage) for product in taxonomy().products for stage in taxonomy().stages]
    care = {f"A{n:02d}": chance.uniform(0.72, 0.97) for n in range(AGENTS)}
    ease = {item: chance.uniform(0.8, 1.0) for item in taxonomy().items}
    for number in range(count):
        agent = chance.choice(list(care))
        product, stage = chance.choice(kinds)
        recording = _recording(number, agent, product, stage, chance)
        items = [
            _item(item, chance.random() < care[agent] * ease[item], chance)
            for item in taxonomy().items_of(product, stage)
        ]
        yield json.dumps(_report(number, recording, items, risky=chance.random() < RISKY), ensure_ascii=False)


def _report(number: int, recording: Row, items: list[Row], *, risky: bool) -> Row:
    applicable = [item for item in items if item["status"] != Status.NOT_APPLICABLE]
    coverage = sum(item["status"] == Status.VERIFIED for item in applicable) / max(1, len(applicable))
    return {
        "schema": "tinghe.call-report/1",
        "recording": recording,
        "quality": {"coverage": 0.98, "role_confidence": 0.9, "unheard": [], "warnings": []},
        "transcript": [_utterance(number, n) for n in range(UTTERANCES)],
        "items": items,
        "facts": [_fact("loan_amount", (number % 90 + 1) * 10_000, "元"), _fact("loan_term", 36, "月")],
        "risks": [{"id": "overdue", "confidence": 0.9, "evidence": [_evidence(30)]}] if risky else [],
        "violations": [],
        "mismatches": [],
        "metrics": {
            "talk_share": {"agent": 0.6, "customer": 0.4},
            "silence_s": 4.0,
            "longest_silence_s": 2.0,
            "overlaps": 1,
            "chars_per_minute": {"agent": 240.0, "customer": 200.0},
        },
        "score": {"coverage": round(coverage, 3), "points": round(100 * coverage), "verdict": "合成"},
        "follow_up": [],
        "versions": {**_VERSIONS, "checklist": f"{recording['product']}.{recording['stage']}@synthetic"},
    }


def _recording(number: int, agent: str, product: str, stage: str, chance: random.Random) -> Row:
    """One in a thousand is the recording of the call before it; one in three hundred was made at night."""
    hour = 23 if number % 300 == 7 else chance.randrange(9, 19)
    moment = _FIRST_DAY + timedelta(days=chance.randrange(DAYS), hours=hour, minutes=chance.randrange(60))
    of = number - 1 if number % 1000 == 999 else number
    metadata = {
        "case_id": f"K{number // 3:06d}",
        "agent_id": agent,
        "branch": f"B{int(agent[1:]) % BRANCHES}",
        "started_at": moment.isoformat(),
    }
    return {
        "call_id": f"S{number:06d}",
        "sha256": hashlib.sha256(f"{of}".encode()).hexdigest(),
        "file": f"S{number:06d}.wav",
        "duration_s": 2.0 * UTTERANCES,
        "channels": 2,
        "sample_rate_hz": 8000,
        "codec": "pcm_alaw",
        "metadata": metadata,
        "product": product,
        "stage": stage,
    }


def _item(item: str, verified: bool, chance: random.Random) -> Row:
    status = Status.VERIFIED if verified else chance.choice(_OPEN)
    mentioned = status in {Status.VERIFIED, Status.INSUFFICIENT, Status.REFUSED}
    evidence = [_evidence(chance.randrange(UTTERANCES))] if mentioned else []
    confidence = round(chance.uniform(0.4, 1.0), 3)
    return {"id": item, "status": status, "reason": "合成", "confidence": confidence, "evidence": evidence}


def _fact(name: str, value: int, unit: str) -> Row:
    found = {"status": "stated", "confidence": 0.9, "evidence": [_evidence(5)], "approximate": False}
    return {"name": name, "value": value, "unit": unit, **found}


def _evidence(utterance: int) -> Row:
    quote = _LINES[utterance % len(_LINES)]
    place = {"utterance": utterance, "start": 2.0 * utterance, "end": 2.0 * utterance + 2}
    return {**place, "quote": quote, "rule": "synthetic", "explanation": "合成"}


def _utterance(number: int, place: int) -> Row:
    text = f"{_LINES[place % len(_LINES)]}{number if place == UTTERANCES - 1 else ''}"
    return {
        "index": place,
        "role": ("agent", "customer")[place % 2],
        "start": 2.0 * place,
        "end": 2.0 * place + 2,
        "text": text,
        "heard": text,
        "confidence": 0.9,
        "channel": place % 2,
        "changes": [],
    }
