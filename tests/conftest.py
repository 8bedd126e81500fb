"""What one test does to the process is undone before the next."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.counts import counted

# A busy machine draws slowly: that is no fault of what is tested.
settings.register_profile(
    "house", deadline=None, max_examples=counted(200, least=40), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

OWN = "PYTEST_CURRENT_TEST"  # pytest's

# Else each worker, and each program that a test starts, would compile everything anew: half of all the time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# The workers share the cores already: a thread more for each, which waits by computing, only takes from them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is patient is slow too: `-m slow` runs both. What counts is run whole in the lab."""
    for item in items:
        if item.get_closest_marker("patient"):
            item.add_marker(pytest.mark.slow)
        counts = getattr(getattr(item, "module", None), counted.__name__, None) is counted
        if counts or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.counted)


def pytest_collection_finish() -> None:
    """Keep thousands of tests out of every later look of Python's collector: a twentieth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _process_as_before() -> Iterator[None]:
    """The log's level and handlers, and the environment: a command run in this process sets them for good."""
    root = logging.getLogger()
    level, handlers, environment = root.level, list(root.handlers), dict(os.environ)
    yield
    root.setLevel(level)
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
    for name in os.environ.keys() | environment.keys():
        if name != OWN and os.environ.get(name) != environment.get(name):
            if name in environment:
                os.environ[name] = environment[name]
            else:
                del os.environ[name]
