"""What a hash is made of, and that one is made at a time."""

from __future__ import annotations

import threading

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.sign_in import codes, proofs, qr
from broadcaster.people.sign_in.proofs import MOST_WAITING, HashQueue, Turns

COST = (proofs.MEMORY, proofs.PASSES)  # before tests make hashes quick


def test_a_hash_is_argon2id_with_nineteen_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MEMORY", COST[0])
    monkeypatch.setattr(proofs, "PASSES", COST[1])
    proofs._hasher.cache_clear()
    assert proofs.hashed("trâu vàng").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not proofs.verified("$argon2id$broken", "x")
    assert not proofs.verified("", "")
    assert not proofs.verified(None, "")


def test_two_hashes_of_one_password_differ() -> None:
    first, second = proofs.hashed("trâu vàng"), proofs.hashed("trâu vàng")
    assert first != second
    assert proofs.verified(first, "trâu vàng")
    assert not proofs.verified(first, "trâu vàng ")


def test_a_code_may_be_typed_as_people_do() -> None:
    code = codes.new_code()
    assert len(code) == 19
    assert codes.hashed(code) == codes.hashed(f" {code.lower().replace('-', ' ')}\n")
    assert len(set(codes.new_codes())) == codes.RECOVERY_CODES


def test_the_address_of_an_authenticator_names_station_and_person() -> None:
    assert proofs.totp_address("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "lan", "Đài Tân Phong") == (
        "otpauth://totp/%C4%90%C3%A0i%20T%C3%A2n%20Phong:lan"
        "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=%C4%90%C3%A0i%20T%C3%A2n%20Phong"
    )
    assert len(proofs.new_totp_key()) == 32


def test_a_qr_code_fits_a_terminal() -> None:
    lines = qr.drawn(
        proofs.totp_address(proofs.new_totp_key(), "chi-lan", "Đài truyền thanh phường Tân Phong")
    ).splitlines()
    assert 20 < len(lines) <= 40


class TestTurns:
    def test_one_at_a_time(self) -> None:
        turns, inside, most = Turns(), 0, 0
        lock = threading.Lock()

        def hash_once() -> None:
            nonlocal inside, most
            with turns.turn(HashQueue.HERE):
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

        threads = [threading.Thread(target=hash_once) for _ in range(MOST_WAITING)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == 1

    @pytest.mark.parametrize("first", [each for each in HashQueue if each is not HashQueue.NETWORK])
    def test_who_is_known_and_an_emergency_go_before_the_network(self, first: HashQueue) -> None:
        turns, order = Turns(), list[HashQueue]()

        def wait(queue: HashQueue) -> None:
            with turns.turn(queue):
                order.append(queue)

        with turns.turn(HashQueue.NETWORK):
            waiting = (HashQueue.NETWORK, HashQueue.NETWORK, first)
            threads = [threading.Thread(target=wait, args=(queue,)) for queue in waiting]
            for thread in threads:
                thread.start()
            while sum(turns._waiting.values()) < len(waiting):
                threading.Event().wait(0.001)
        for thread in threads:
            thread.join()
        assert order[0] is first

    def test_a_flood_from_the_network_is_turned_away_and_the_screen_is_not(self) -> None:
        turns = Turns()
        release = threading.Event()

        def hold() -> None:
            with turns.turn(HashQueue.NETWORK):
                release.wait(5)

        threads = [threading.Thread(target=hold) for _ in range(MOST_WAITING + 1)]
        threads[0].start()
        while not turns._taken:
            threading.Event().wait(0.001)
        for thread in threads[1:]:
            thread.start()
        while turns._waiting[HashQueue.NETWORK] < MOST_WAITING:
            threading.Event().wait(0.001)
        with pytest.raises(PeopleError), turns.turn(HashQueue.NETWORK):
            pass
        release.set()
        with turns.turn(HashQueue.HERE):
            pass
        for thread in threads:
            thread.join()
