"""A look that fails is not the last one, and none comes after the end."""

from __future__ import annotations

import threading

from broadcaster.core.looking import Looker


class Looking(Looker):
    def __init__(self) -> None:
        super().__init__("looking", 1000.0, 0.0)
        self.looks = 0
        self.often = threading.Event()

    def look(self) -> float | None:
        self.looks += 1
        if self.looks == 1:
            raise ValueError("whatever it is")
        if self.looks > 2:
            self.often.set()
        return 0.001


def test_look_that_fails_is_followed_by_others_until_it_is_closed() -> None:
    looking = Looking()
    looking._every = 0.001
    looking.start()
    assert looking.often.wait(10)
    looking.close()
    assert not looking._looker.is_alive()
    looks = looking.looks
    looking.close()
    assert looking.looks == looks


def test_next_look_comes_when_the_last_one_said_so() -> None:
    looking = Looking()
    looking.looks = 1  # none of its looks fails
    looking.start()
    assert looking.often.wait(10), "the second look does not wait for a thousand seconds"
    looking.close()
