"""kill -9 in the middle of `people add`: what is in force, people.yaml and the journal go together."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.people.access.acceptance import FileState
from broadcaster.people.access.administration import Administration
from broadcaster.people.roles.people_file import load_people
from broadcaster.people.store.store import NAME, PeopleStore

ADDS = """
import sys
import time
from datetime import date
from pathlib import Path
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.store import PeopleStore

folder = Path(sys.argv[1])
store = PeopleStore(folder / "state" / "people.db", SystemClock())
admin = Administration(store, folder, store.clock)
while True:
    one = Person(id=f"p{len(admin.people.persons)}", name="P", roles=frozenset({Role.TECHNICIAN}))
    code, _ = OneTimeCode(store, store.clock).make("pi")
    by = Authority(caller=Caller(person=None, account="pi", own=True), today=date(2026, 11, 20), code=code)
    try:
        admin.add(one, by)
    except PeopleError as error:  # a kill amid an attempt to sign in slows the next ones
        assert error.code == "people.slowed", error
        time.sleep(0.2)
        continue
    with Journal.open(folder / "state" / "journal.db", store.clock) as journal:
        store.outbox.deliver(journal.note)
    print("added", flush=True)
"""
KILLS = 12


@pytest.mark.patient
def test_killed_at_any_moment_nothing_is_half_done(tmp_path: Path) -> None:
    chance = random.Random(14)
    counts = []
    for _ in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", ADDS, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"added\n"
        time.sleep(chance.uniform(0.1, 0.6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        counts.append(checked(tmp_path))
    assert counts == sorted(counts)
    assert counts[-1] >= KILLS


def checked(folder: Path) -> int:
    """How many persons are in force; all of them stand in the file and in the journal."""
    clock = SystemClock()
    store = PeopleStore(folder / "state" / NAME, clock)
    try:
        admin = Administration(store, folder, clock)
        seen = admin.file()
        assert seen.state is FileState.SAME
        if not admin.people.founded:
            return 0
        assert load_people(folder).people == admin.people
        with Journal.open(folder / "state" / "journal.db", clock) as journal:
            store.outbox.deliver(journal.note)
            told = [
                dict(note.what.facts) for note in journal.notes() if note.what.code == "people.row.changed"
            ]
        shown = {dict(facts["what"].facts)["person"] for facts in told if not isinstance(facts["what"], str)}
        assert shown == {one.shown for one in admin.people.persons.values()}
        return len(admin.people.persons)
    finally:
        store.close()
