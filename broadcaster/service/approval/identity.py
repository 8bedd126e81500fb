"""Which station this is: a random number in `state/`, so that rows of another station are known as such.

The number is worth as much as all approvals: with another one none of them counts. So a lost file is written
again as the decisions in the journal name the station, and a new number is made only where nobody decided
anything yet.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Row
from broadcaster.statefile import load_text

NAME = "station-id"
_SHAPE = re.compile(r"\s*[0-9a-f]{32}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The number, and whether a file has it.

    Attributes:
        kept: false before the first run, and where the file was lost.
    """

    id: str
    kept: bool


def identity_of(state: Path, decided: Callable[[], Iterable[Row]]) -> Identity:
    """The identity of the station whose `state` folder this is; nothing is written.

    Args:
        state: the running station's own folder.
        decided: gives the decisions in the journal, of whatever station. Asked only where no file tells.

    Raises:
        PeopleError: there is one, but nothing tells which: the file may not be read and nothing is decided,
            or the journal has decisions of several stations.
        BroadcasterError: what `decided` raises.
    """
    text = load_text(state / NAME, _SHAPE)
    if text is not None:
        return Identity(id=text.strip(), kept=True)
    # What may not be read today may be readable tomorrow.
    there = os.path.lexists(state / NAME)
    named = {row.decision.station for row in decided() if row.decision.station}
    if len(named) == 1:
        return Identity(id=named.pop(), kept=there)
    if named or there:
        raise PeopleError("people.station_unknown")
    return Identity(id=secrets.token_hex(16), kept=False)


def keep(state: Path, identity: Identity) -> None:
    """Write the file where there is none.

    Raises:
        StoreError: the disk does not take it.
    """
    if not identity.kept:
        write_bytes(state / NAME, f"{identity.id}\n".encode(), durable=True)
