"""Python's collector rests while a station or a plan is built, in however many threads at once."""

from __future__ import annotations

import gc
import weakref

import pytest

from broadcaster.core.memory import building, settle


def test_nothing_is_collected_while_anybody_builds() -> None:
    with building():
        assert not gc.isenabled()
        with building():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_built_is_left_out_of_collections_and_freed_with_its_last_reference() -> None:
    before = gc.get_freeze_count()
    with building(kept=True):
        built = [[number] for number in range(1000)]
    assert gc.get_freeze_count() >= before + len(built)
    frozen = gc.get_freeze_count()
    del built
    assert gc.get_freeze_count() <= frozen - 1000
    gc.unfreeze()


def test_fault_while_building_lets_the_collector_go_on() -> None:
    with pytest.raises(RuntimeError), building():
        raise RuntimeError
    assert gc.isenabled()
    gc.unfreeze()


class Loop:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.again = self


def test_what_is_settled_is_left_out_of_collections_but_its_garbage_is_freed() -> None:
    garbage, kept = weakref.ref(Loop()), [[number] for number in range(1000)]
    before = gc.get_freeze_count()
    settle()
    assert garbage() is None
    assert gc.get_freeze_count() >= before + len(kept)
    gc.unfreeze()


def test_nothing_is_collected_by_settling_while_anybody_builds() -> None:
    with building():
        garbage = weakref.ref(Loop())
        settle()
        assert garbage() is not None
    gc.unfreeze()
    gc.collect()
    assert garbage() is None
