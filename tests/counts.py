"""How often what is random is done: as often as its test says in the lab, a tenth of it elsewhere.

`scripts/test --lab` does all of it, and runs every test of a file that imports `counted`. One file alone:
`BROADCASTER_COUNTS=1 python -m pytest -m "" -s FILE`; 2 for twice as often. What happens at random is
chosen by `SEED`, which `BROADCASTER_SEED` changes.
"""

from __future__ import annotations

import os

SCALE = float(os.environ.get("BROADCASTER_COUNTS", "0.1"))
SEED = int(os.environ.get("BROADCASTER_SEED", "20261126"))


def counted(whole: int, least: int = 1) -> int:
    """How many kills, cuts, wards, rounds or seconds to do now.

    Args:
        whole: how many make the proof.
        least: how many must be done for the test to say anything.
    """
    return max(least, round(whole * SCALE))
