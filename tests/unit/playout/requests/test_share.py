"""One task of a kind for each person at a time: nobody waits, and a task that fails gives its place back."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.playout.requests.share import OneEach


def test_second_task_of_a_person_is_refused_while_the_first_is_under_way_and_those_of_others_are_not() -> (
    None
):
    places = OneEach()
    with places.of("Lan"), places.of("An"):
        with pytest.raises(ServiceError) as caught, places.of("Lan"):
            pass
        assert caught.value.code == "service.one_at_a_time"
        with pytest.raises(ServiceError), places.of("Lan"):
            pass
    with places.of("Lan"):
        pass


def test_a_task_that_fails_gives_its_place_back() -> None:
    places = OneEach()
    with pytest.raises(RuntimeError), places.of("Lan"):
        raise RuntimeError("the sound")
    with places.of("Lan"):
        pass
