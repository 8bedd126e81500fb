"""What a hash costs, what a guesser gets, and how long a duty PIN waits in a flood of sign-ins.

    python -m benchmarks.sign_in

"guesses" lets a program guess one person's PIN for a day as fast as the station lets it: on the socket, from
one address of the network and from many, at the page for emergencies, with a stolen cookie of a device; time
is a clock that only the waits move. "flood" has eight threads sign in from the network with wrong passwords,
as fast as they can, each for another person, while a PIN is checked on the socket.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import PeopleError
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Origin, OriginPlace, Person, Role
from broadcaster.people.sign_in import proofs
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import ProofWay
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.store import NAME, PeopleStore

DAY = 24 * 3600.0
PIN = "482913"
THREADS, ROUNDS = 8, 40
MANY = 50  # addresses of one guesser


def _station(folder: Path, clock: SystemClock | FakeClock, persons: int) -> PeopleStore:
    store = PeopleStore(folder / NAME, clock)
    admin = Administration(store, folder, clock)
    for number in range(persons):
        code, _ = OneTimeCode(store, clock).make("pi")
        caller = Caller(person=None, account="pi", own=True)
        by = Authority(caller=caller, today=date(2026, 11, 20), code=code)
        admin.add(Person(id=f"p{number}", name="P", roles=frozenset({Role.TECHNICIAN})), by)
    store.credentials.put("p0", CredentialKind.PIN, proofs.hashed(PIN), store.now)
    return store


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _hash() -> dict[str, float]:
    before = _peak()
    spent = []
    kept = proofs.hashed("x")
    for _ in range(20):
        begun = time.perf_counter()
        proofs.verified(kept, "y")
        spent.append(time.perf_counter() - begun)
    return {
        "hash_ms": round(1000 * statistics.median(spent), 1),
        "peak_rss_grows_mb": round(_peak() - before, 1),
    }


def _guesses(origins: Sequence[Origin], *, emergency: bool = False) -> int:
    """How many guesses are looked at in a day, from several places in turn."""
    clock = FakeClock(datetime(2026, 11, 20, tzinfo=UTC))
    looked_at = 0
    with tempfile.TemporaryDirectory() as folder:
        store = _station(Path(folder), clock, 1)
        signing_in = SigningIn(store, clock)
        while clock.boottime() < DAY:
            waits = []
            for origin in origins:
                try:
                    if emergency:
                        signing_in.on_duty("p0", f"{looked_at:06}", origin)
                    else:
                        signing_in.enter("p0", f"{looked_at:06}", origin, ways=(ProofWay.PIN,))
                except PeopleError as error:
                    if error.code == "people.wrong":
                        looked_at += 1
                    else:
                        waits.append(float(str(error.facts["seconds"])))
            if len(waits) == len(origins):
                clock.advance(max(1.0, min(waits)))
        store.close()
    return looked_at


def _flood() -> dict[str, float]:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        store = _station(Path(folder), clock, THREADS + 1)
        signing_in = SigningIn(store, clock)
        alone = [_pin(signing_in) for _ in range(ROUNDS)]
        over = threading.Event()
        counts = [0] * THREADS

        def flood(number: int) -> None:
            while not over.is_set():
                counts[number] += 1
                try:
                    signing_in.enter(
                        f"p{number + 1}", f"sai rồi {counts[number]}", Origin(place=OriginPlace.WEB)
                    )
                except PeopleError:
                    continue

        threads = [threading.Thread(target=flood, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        flooded = [_pin(signing_in) for _ in range(ROUNDS)]
        over.set()
        for thread in threads:
            thread.join()
        store.close()
    return {
        "pin_alone_ms": round(1000 * statistics.median(alone), 1),
        "pin_flooded_ms": round(1000 * statistics.median(flooded), 1),
        "pin_flooded_worst_ms": round(1000 * max(flooded), 1),
        "flood_requests": sum(counts),
    }


def _pin(signing_in: SigningIn) -> float:
    begun = time.perf_counter()
    signing_in.on_duty("p0", PIN, Origin(place=OriginPlace.SOCKET, account="pi"))
    return time.perf_counter() - begun


def _web(addresses: int) -> list[Origin]:
    return [Origin(place=OriginPlace.WEB, address=f"192.0.2.{number}") for number in range(addresses)]


def main() -> None:
    """Print the figures as JSON."""
    real = _hash()
    flood = _flood()
    # A guesser's day has many hashes, and its clock counts none of them.
    proofs.MEMORY, proofs.PASSES = 8, 1
    proofs._hasher.cache_clear()  # noqa: SLF001 - no station changes what a hash costs
    proofs._stand_in.cache_clear()  # noqa: SLF001
    one, many, device = _web(1), _web(MANY), [Origin(place=OriginPlace.WEB, device="d")]
    socket, web = _guesses([Origin(place=OriginPlace.SOCKET, account="games")]), _guesses(many)
    urgent = _guesses(many, emergency=True)
    rows = {
        **real,
        **flood,
        "guesses_a_day_socket": socket,
        "guesses_a_day_web_one_address": _guesses(one),
        "guesses_a_day_web": web,
        "guesses_a_day_emergency_pin_one_address": _guesses(one, emergency=True),
        "guesses_a_day_emergency_pin": urgent,
        "guesses_a_day_stolen_device": _guesses(device),
        "days_for_10000_socket": round(10_000 / socket, 1),
        "days_for_half_of_a_million_socket": round(500_000 / socket),
        "days_for_10000_web": round(10_000 / (web + urgent)),
    }
    sys.stdout.write(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
