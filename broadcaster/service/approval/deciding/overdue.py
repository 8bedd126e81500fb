"""Tells once of each airing that the leadership has not confirmed in time."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.service.approval.book import Book
from broadcaster.service.approval.confirmations import ToConfirm

LOOK = 600  # seconds between two looks


class Overdue:
    """Call `look` now and then, on a thread that may read from the disk.

    Args:
        book: knows what waits.
        report: takes the fault, for `status` and the journal.
    """

    def __init__(self, book: Book, report: Callable[[BroadcasterError], object]) -> None:
        self._book = book
        self._report = report
        self._told: set[str] = set()

    def look(self) -> None:
        """Report what has become overdue since the last look.

        Raises:
            JournalError, StoreError: the journal cannot be read.
        """
        now = self._book.now()
        late = [each for each in self._book.to_confirm() if each.overdue(now)]
        fresh = [each for each in late if each.airing.id not in self._told]
        self._told = {each.airing.id for each in late}
        if fresh:
            self._report(_fault(fresh))


def _fault(late: list[ToConfirm]) -> PeopleError:
    first = late[0].airing
    return PeopleError("people.confirm_overdue", count=len(late), airing=first.id, who=first.who or "–")
