"""The store of people: the file state/people.db with all its tables."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.database import PATIENCE
from broadcaster.core.errors import kept
from broadcaster.core.whole_files import store_error
from broadcaster.journal.rows.events import as_text
from broadcaster.journal.rows.model import Reason
from broadcaster.people.store.credentials import CredentialTable
from broadcaster.people.store.database import Database
from broadcaster.people.store.outbox import LineageTable, Outbox
from broadcaster.people.store.persons import AcceptedTable, ContactTable
from broadcaster.people.store.sign_ins import AttemptTable, TokenTable

NAME = "people.db"
"""Its name in the state folder."""


class PeopleStore:
    """state/people.db. Thread-safe; several processes may open it.

    Args:
        patience: seconds to wait for another process while it is opened.

    Raises:
        PeopleError: the file is damaged, busy, or of a newer version.
        StoreError: the disk does not let it be opened.
    """

    def __init__(self, path: Path, clock: Clock, patience: float = PATIENCE) -> None:
        self._database = Database(path, patience)
        self.clock = clock
        self.accepted = AcceptedTable(self._database)
        self.credentials = CredentialTable(self._database)
        self.attempts = AttemptTable(self._database)
        self.tokens = TokenTable(self._database)
        self.contacts = ContactTable(self._database)
        self.lineage = LineageTable(self._database)
        self.outbox = Outbox(self._database)
        self.later = ThreadPoolExecutor(1, "people")  # writes that nobody waits for, in their order

    @classmethod
    def existing(cls, state: Path, clock: Clock, patience: float = PATIENCE) -> PeopleStore | None:
        """The store of a station whose state folder this is; None if it never had one.

        Raises:
            PeopleError, StoreError: see `PeopleStore`.
        """
        path = state / NAME
        try:
            path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise store_error(path, error) from error
        return cls(path, clock, patience)

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def now(self) -> str:
        """The instant as it is kept."""
        return as_text(self.clock.now())

    @property
    def version(self) -> tuple[int, int]:
        """Differs after each change; see `Database.version`."""
        return self._database.version

    @property
    def replaced(self) -> bool:
        """True if there is another file in its place: it must be opened anew."""
        return self._database.replaced

    @contextmanager
    def soon(self, patience: float) -> Iterator[None]:
        """Nothing waits for long in the block; see `Database.soon`."""
        with self._database.soon(patience):
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction; see `Database.changing`."""
        with self._database.changing():
            yield

    def tell(self, code: str, /, **facts: object) -> None:
        """Keep a row for the journal, within the transaction of what it tells."""
        self.outbox.add(self.now, Reason(code=code, facts=kept(facts)))

    def close(self) -> None:
        """Close the file, once what was to be written later is."""
        self.later.shutdown()
        self._database.close()
