"""Where there is not room for all, whoever has most gives way."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.api.transport.shares import Comer, FairTurns, asking, gives_way, of_largest
from broadcaster.api.transport.workers import Workers

COMERS = st.builds(lambda party, host: Comer(b"%d" % host, party), st.integers(0, 3), st.integers(0, 3))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),  # a computer chooses its address in its network
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_addresses_of_one_network_are_one_party(one: str, other: str, same: bool) -> None:
    assert (Comer.at(one).party == Comer.at(other).party) is same


@dataclass(eq=False)
class Line:
    """A connection."""

    number: int
    comer: Comer
    known: bool = False
    idle: bool = False
    unfinished: bool = False


def lines(*told: str) -> list[Line]:
    """In the order of their coming: a host, `i` if it asks nothing, `u` if it is not whole, `k` if known."""
    return [
        Line(number, Comer(each[0].encode(), each[0]), "k" in each[1:], "i" in each[1:], "u" in each[1:])
        for number, each in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        (["a", "b", "b", "b"], 3),  # all are being answered: the newest of who has most
        (["a", "b", "bu", "b"], 2),
        (["ai", "b", "bi", "b"], 2),
        (["a", "b", "c", "d"], 0),  # each has one: the oldest goes, else nobody would come in
        (["ak", "b", "c", "d"], 1),
        (["a", "bk", "bk", "bk"], 0),
        (["ak", "bk", "bk"], 2),
        (["a", "bu", "c", "d"], 1),
        (["a", "bu", "ci", "d"], 2),
    ],
)
def test_who_has_most_gives_way_and_known_browsers_stay(told: list[str], closed: int) -> None:
    assert gives_way(lines(*told)).number == closed


@given(st.lists(COMERS, min_size=1, max_size=40))
def test_who_gives_way_is_the_largest_host_of_the_largest_party(comers: list[Comer]) -> None:
    found = of_largest(dict(enumerate(comers)))
    parties = Counter(comer.party for comer in comers)
    hosts = Counter((comer.party, comer.host) for comer in comers)
    shares = [(parties[comer.party], hosts[comer.party, comer.host]) for comer in comers]
    assert {shares[each] for each in found} == {max(shares)}
    assert found == sorted(found)
    if max(shares)[1] > 1:
        assert len({(comers[each].party, comers[each].host) for each in found}) == 1
        assert len(found) == max(shares)[1]


@given(st.integers(2, 40), st.integers(0, 40))
def test_crowd_of_many_addresses_of_one_network_displaces_nobody_elsewhere(many: int, at: int) -> None:
    crowd = [Line(each, Comer.at(f"192.0.2.{each}"), idle=each % 2 == 0) for each in range(many)]
    crowd.insert(at, other := Line(many, Comer.at("198.51.100.1"), idle=True))
    assert gives_way(crowd) is not other


def test_who_waits_no_more_is_the_newest_of_whoever_has_most_waiting() -> None:
    turns: FairTurns[int] = FairTurns()
    for number, host in enumerate(("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.3")):
        turns.put(Comer.at(host), number)
    assert turns.give_up() == 2
    assert sorted(turns.take() for _ in range(len(turns))) == [0, 1, 3]


@given(st.lists(COMERS, min_size=1, max_size=40))
def test_nobody_has_two_turns_while_another_waits_for_one(comers: list[Comer]) -> None:
    turns: FairTurns[int] = FairTurns()
    for number, comer in enumerate(comers):
        turns.put(comer, number)
    order = [turns.take() for _ in comers]
    assert sorted(order) == list(range(len(comers)))
    for party in {comer.party for comer in comers}:
        own = [at for at, number in enumerate(order) if comers[number].party == party]
        for one, other in pairwise(own):
            between = Counter(comers[number].party for number in order[one + 1 : other])
            assert all(count == 1 for count in between.values())
        hosts = [comers[order[at]].host for at in own]
        assert len(set(hosts[: len(set(hosts))])) == len(set(hosts))  # each host once before any twice
    for comer in comers:
        same = [number for number in order if comers[number] == comer]
        assert same == sorted(same)


def test_one_request_waits_behind_no_crowd_of_another_address() -> None:
    workers, begun, done = Workers("test", 1), threading.Event(), list[str]()
    goes = threading.Event()
    asking.set(Comer.at("192.0.2.1"))
    workers.submit(begun.set)
    workers.submit(goes.wait, 10)
    assert begun.wait(10)
    crowd = [workers.submit(done.append, "crowd") for _ in range(50)]
    asking.set(Comer.at("192.0.2.2"))
    other = workers.submit(done.append, "other")
    goes.set()
    other.result(10)
    crowd[-1].result(10)
    assert done.index("other") == 0
