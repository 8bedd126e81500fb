"""Peers take their turns, and no crowd of one has all places."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

from broadcaster.api.protocol.peer import Peer, peer_of
from broadcaster.api.transport.places import Places, Turns
from broadcaster.api.transport.workers import Workers, asking

PATIENCE = 10.0  # seconds; only a fault takes as long


def test_peers_come_one_after_the_other_and_each_in_its_own_order() -> None:
    turns: Turns[int] = Turns()
    for peer, number in (("a", 1), ("a", 2), ("a", 3), ("b", 4), ("b", 5)):
        turns.add(peer, number)
    assert [turns.take() for _ in range(6)] == [("a", 1), ("b", 4), ("a", 2), ("b", 5), ("a", 3), None]


def test_who_may_not_come_yet_keeps_their_turn() -> None:
    turns: Turns[int] = Turns()
    for peer, number in (("a", 1), ("b", 2)):
        turns.add(peer, number)
    assert turns.take(lambda peer: peer != "a") == ("b", 2)
    assert turns.take(lambda peer: peer != "a") is None
    assert turns.take() == ("a", 1)


async def _taken(places: Places, peers: str) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(places.take(peer)) for peer in peers]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


def test_one_peer_has_its_share_and_the_rest_is_for_others() -> None:
    async def come() -> None:
        places = Places(3, share=2)
        tasks = await _taken(places, "aaab")
        assert [each.done() for each in tasks] == [True, True, False, True]
        assert (places.full, places.waiting("a")) == (True, 1)
        places.leave("b")
        assert not places.full, "its own share is what it waits for"
        places.leave("a")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert tasks[2].done()
        assert places.of("a") == 2

    asyncio.run(come())


def test_who_gives_up_waiting_or_has_just_been_let_in_costs_no_place() -> None:
    async def come() -> None:
        places = Places(1)
        _, second, third = await _taken(places, "abc")
        second.cancel()
        await asyncio.sleep(0)
        places.leave("a")  # it lets the third one in, which is given up before it knows
        third.cancel()
        await asyncio.gather(second, third, return_exceptions=True)
        assert not places.full
        await places.take("d")

    asyncio.run(come())


def test_threads_do_the_work_of_one_peer_beside_a_crowd_of_another() -> None:
    workers, go, done = Workers("test", 1), threading.Event(), list[Peer]()

    def ask(peer: Peer) -> Future[None]:
        asking.set(peer)
        return workers.submit(done.append, peer)

    workers.submit(go.wait, PATIENCE)
    asked = [ask(peer) for peer in ["crowd"] * 50 + ["other"]]
    go.set()
    for each in asked:
        each.result(PATIENCE)
    assert done.index("other") <= 1


def test_addresses_of_one_network_of_ipv6_are_one_peer() -> None:
    def of(host: str) -> Peer:
        return peer_of({"client": (host, 5)})

    assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff::9")
    assert of("2001:db8:1:2::1") != of("2001:db8:1:3::1")
    assert of("::ffff:192.0.2.7") == of("192.0.2.7")
    assert of("192.0.2.7") != of("192.0.2.8")
    assert peer_of({"client": ("127.0.0.1", 5), "state": {"peer": 1000}}) == 1000
