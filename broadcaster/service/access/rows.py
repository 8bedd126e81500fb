"""Writes rows about people on the journal's thread, each once, however long that takes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from broadcaster.journal.model import Reason
from broadcaster.people.store.outbox import WriteRow

Ask = Callable[[Callable[[], object]], "Future[object]"]
"""Has a job done on the journal's thread, in its turn."""


class RowsInTurn:
    """A `WriteRow` that waits for its turn for so long, and takes a row back that had none.

    The outbox gives such a row again; without that the journal would have it once for each time. From one
    thread at a time, as the outbox asks for.

    Args:
        ask: puts a job into the queue of the journal's thread.
        write: writes a row there.
        patience: seconds to wait.
    """

    def __init__(self, ask: Ask, write: WriteRow, patience: float) -> None:
        self._ask = ask
        self._write = write
        self._patience = patience
        self._begun: tuple[datetime, Reason, Future[object]] | None = None  # it was too late to take it back

    def __call__(self, at: datetime, what: Reason) -> None:
        """Write a row.

        Raises:
            TimeoutError: the journal does other work, or is not done with the row yet.
            BroadcasterError: the journal does not take it.
        """
        answer = self._answer(at, what)
        try:
            answer.result(self._patience)
        except TimeoutError as error:
            of_the_job = answer.done() and answer.exception() is error
            if not of_the_job and not answer.cancel():
                self._begun = (at, what, answer)
            raise

    def _answer(self, at: datetime, what: Reason) -> Future[object]:
        begun, self._begun = self._begun, None
        if begun is not None and begun[:2] == (at, what):
            return begun[2]
        return self._ask(lambda: self._write(at, what))
