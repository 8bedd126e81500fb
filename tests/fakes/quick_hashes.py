"""Argon2 with the least memory, so that tests are quick: what a hash costs is shown elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.people.sign_in import proofs


@contextmanager
def quick_hashes() -> Iterator[None]:
    """Within this context; hashes that were made outside are checked all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofs, "MEMORY", 8)
        patch.setattr(proofs, "PASSES", 1)
        _forget()
        yield
    _forget()


def _forget() -> None:
    proofs._hasher.cache_clear()
    proofs._stand_in.cache_clear()
