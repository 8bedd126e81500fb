"""The first start of a station: what was answered so far, and the code that lets the first technician in.

While `state/setup.json` is there, nothing airs but tests; `end` removes it. The code stands in
`state/first-code`, and on the page of whoever sits at the station's own screen, until it is used or was
guessed at too often.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.state_files import load, load_text
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.people.roles.accounts import ROOT
from broadcaster.people.sign_in.codes import OneTimeCode, hashed
from broadcaster.people.store.credentials import NOBODY
from broadcaster.people.store.store import PeopleStore

NAME = "setup.json"
CODE = "first-code"
MOST_WRONG = 10
"""Wrong codes after which there is another one."""

SEAT = Path("/run/systemd/seats/seat0")
_ACTIVE = re.compile(r"^ACTIVE_UID=(\d+)$", re.MULTILINE)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupRecord:
    """How far the first start is."""

    answered: tuple[str, ...] = ()  # names of steps
    wrong: int = 0  # codes that were wrong since there is this one


_SHAPE = TypeAdapter(SetupRecord)


def page(*answered: str) -> bytes:
    """The file of a first start in which these steps are answered."""
    return json.dumps(asdict(SetupRecord(answered=answered))).encode()


def begin(state: Path) -> None:
    """Hold a new station until its first start is over.

    Raises:
        StoreError: the disk does not take it.
    """
    write_bytes(state / NAME, page(), durable=True)


def seat_account(seat: Path = SEAT) -> int | None:
    """The account of the computer that sits at its screen, as systemd tells; None for nobody and for root."""
    try:
        found = _ACTIVE.search(seat.read_text("utf-8", errors="replace"))
    except OSError:
        return None
    return None if found is None or int(found[1]) == ROOT else int(found[1])


class FirstStart:
    """From any thread; of the running station alone, apart from `code`.

    Args:
        state: the station's own folder.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._lock = threading.Lock()
        begun = (state / NAME).exists()
        self._record = load(state / NAME, _SHAPE)
        if begun and self._record is None:
            # What a power cut left of the file ends nothing: the steps are asked again.
            self._record = SetupRecord()
            try:
                self._keep(self._record)
            except StoreError:
                log.warning("the first start is kept in memory", exc_info=True)

    @property
    def on(self) -> bool:
        """True until its last step is done."""
        return self._record is not None

    def over(self) -> bool:
        """True for a station that may air."""
        return self._record is None

    @property
    def answered(self) -> frozenset[str]:
        """The steps that somebody answered."""
        return frozenset(() if self._record is None else self._record.answered)

    def answer(self, step: str) -> None:
        """Note that a step is answered.

        Raises:
            StoreError: the disk does not take it; the step stays open.
        """
        with self._lock:
            if self._record is not None and step not in self._record.answered:
                self._change(replace(self._record, answered=(*self._record.answered, step)))

    def end(self) -> None:
        """Let the station air.

        Raises:
            StoreError: the mark cannot be removed; the station stays held.
        """
        with self._lock:
            try:
                for name in (CODE, NAME):
                    (self._state / name).unlink(missing_ok=True)
            except OSError as error:
                raise store_error(self._state / NAME, error) from error
            self._record = None

    def code(self, store: PeopleStore, by: str) -> str:
        """The code that works now; another one where that of the file does not.

        Args:
            store: the station's people.
            by: who asks, for the journal.

        Raises:
            StoreError: the disk does not take it.
        """
        with self._lock:
            kept = (load_text(self._state / CODE) or "").strip()
            if kept and store.credentials.has_code(NOBODY, hashed(kept), store.now):
                return kept
            return self._another(store, by)

    def guessed_wrong(self, store: PeopleStore, by: str) -> None:
        """Count a code that was wrong; after so many there is another one."""
        with self._lock:
            if self._record is None:
                return
            fresh = replace(self._record, wrong=self._record.wrong + 1)
            try:
                if fresh.wrong >= MOST_WRONG:
                    self._another(store, by)
                    fresh = replace(fresh, wrong=0)
                self._change(fresh)
            except BroadcasterError:
                log.warning("a wrong code is not counted", exc_info=True)

    def used(self) -> None:
        """The code let somebody in: it stands nowhere any more."""
        try:
            (self._state / CODE).unlink(missing_ok=True)
        except OSError:
            log.warning("the code that was used stays in its file", exc_info=True)

    def _another(self, store: PeopleStore, by: str) -> str:
        code = OneTimeCode(store, store.clock).make_lasting(by)
        write_bytes(self._state / CODE, f"{code}\n".encode(), durable=True)
        return code

    def _change(self, record: SetupRecord) -> None:
        self._keep(record)
        self._record = record

    def _keep(self, record: SetupRecord) -> None:
        write_bytes(self._state / NAME, json.dumps(asdict(record)).encode(), durable=True)
