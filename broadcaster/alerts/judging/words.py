"""The words of an alert: by the shipped template; in Vietnamese always, a minute at most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from enum import IntEnum
from itertools import islice

from broadcaster.alerts.cap.model import Alert, AlertInfo, MsgType
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.core.text.forms import nfd
from broadcaster.station.forms.alert_template import AlertTemplate

LONGEST = 60.0  # seconds
_OURS = "vi"
_SHORT = 200  # characters; of a headline the standard wants 160 at most
_HAS_WORDS = re.compile(r"\w")
_MOST_SENTENCES = 200
_LONG = 1500  # characters of one sentence: more than a minute holds
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n\s*\n")

SpokenOf = Callable[[str], tuple[str, float]]
"""Gives the spoken words of a written sentence, and how many seconds they take."""


def words_of(
    alert: Alert,
    judged: Judgement,
    *,
    sender: str,
    ward: str,
    zone: tzinfo,
    spoken: SpokenOf,
    template: AlertTemplate,
    recording: float | None = None,
) -> str | None:
    """What would be spoken of an alert; None where nothing would.

    Args:
        sender: who it is from, in the ward's words; "" where nobody knows.
        recording: seconds of the sender's own recording, which says what the alert tells: only what must be
            said is, before it; nothing where both together are longer than a minute.
    """
    tells = alert.msg_type in (MsgType.ALERT, MsgType.UPDATE)  # the words of a cancel are those of its storm
    if judged.verdict is AlertVerdict.REFUSE or not tells or not judged.infos:
        return None
    info = next(filter(is_ours, judged.infos), judged.infos[0])
    told = [*_parts(alert, info, sender, ward, zone, template, test=judged.verdict is AlertVerdict.TEST)]
    if recording is None:
        return " ".join(_fitting(told, spoken, LONGEST))
    must = [one for one in told if one[1] is _Rank.MUST]
    said = _fitting(must, spoken, LONGEST - recording)
    return " ".join(said) if len(said) == len(must) else None


def attention(template: AlertTemplate) -> str:
    """What is said with the siren while the words of an alert are made."""
    return str(template["parts"]["attention"])


class _Rank(IntEnum):
    """What must be said, and what goes first into the time that is left."""

    MUST = 0
    TO_DO = 1
    DETAIL = 2


def _parts(
    alert: Alert, info: AlertInfo, sender: str, ward: str, zone: tzinfo, text: AlertTemplate, *, test: bool
) -> Iterator[tuple[str, _Rank]]:
    """The sentences in their order."""
    part = text["parts"]
    own = is_ours(info)
    area = ", ".join(one.description for one in info.areas if one.description)
    here = part["here"].format(ward=ward or text["ward"])
    must = [part["opening"].format(sender=sender) if sender else part["opening_unknown"]]
    must += [part["test"]] * test
    must += [part["update"]] * (alert.msg_type is MsgType.UPDATE)
    must.append(_ended(info.headline) if own and _is_short(info.headline) else _what(info, text, own=own))
    must.append(part["where"].format(area=area if own and _is_short(area) else here))
    yield from ((one, _Rank.MUST) for one in must)
    if own:
        yield from ((one, _Rank.DETAIL) for one in _sentences(info.description))
        yield from ((one, _Rank.TO_DO) for one in _sentences(info.instruction))
    if not own or not info.instruction:
        said = (text["responses"].get(one, "") for one in info.responses)
        yield next(filter(None, said), text["usual"]), _Rank.MUST
    if info.expires is not None:
        yield _until(info.expires.astimezone(zone), text), _Rank.MUST


def _fitting(told: list[tuple[str, _Rank]], spoken: SpokenOf, left: float) -> list[str]:
    """The spoken words of what fits into `left` seconds; of each rank its beginning, with no gap inside."""
    said: dict[int, str] = {}
    for rank in _Rank:
        for index, (written, of) in enumerate(told):
            if of is not rank:
                continue
            words, seconds = spoken(written) if len(written) <= _LONG else ("", LONGEST + 1)
            if seconds > left:
                break
            said[index] = words
            left -= seconds
    return [said[index] for index in sorted(said)]


def _what(info: AlertInfo, text: AlertTemplate, *, own: bool) -> str:
    event = info.event if own and _is_short(info.event) else _event(info, text)
    said = text["parts"]["what"].format(event=event, severity=text["severities"][info.severity])
    return str(said[:1].upper() + said[1:])


def _until(at: datetime, text: AlertTemplate) -> str:
    part = text["parts"]
    code = "until" if at.minute else "until_full_hour"
    return str(part[code].format(hour=at.hour, minute=at.minute, day=at.day, month=at.month))


def _event(info: AlertInfo, text: AlertTemplate) -> str:
    """What happens, by the tables."""
    written = f"-{'-'.join(re.findall('[a-z]+', _bare(info.event)))}-"
    rows: Mapping[str, str] = text["events"]
    known = (said for said, words in rows.items() if any(f"-{one}-" in written for one in words.split()))
    category = info.categories[0] if info.categories else "Other"
    return next(known, text["categories"][category])


def _bare(text: str) -> str:
    split = nfd(text.lower())
    return "".join(each for each in split if not unicodedata.combining(each))


def is_ours(info: AlertInfo) -> bool:
    """True for an info in Vietnamese."""
    return info.language.lower().partition("-")[0] == _OURS


def _sentences(text: str) -> list[str]:
    split = (" ".join(one.split()) for one in _SENTENCE.split(text))
    return [_ended(one) for one in islice(filter(_HAS_WORDS.search, split), _MOST_SENTENCES)]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _is_short(text: str) -> bool:
    return 0 < len(text) <= _SHORT
