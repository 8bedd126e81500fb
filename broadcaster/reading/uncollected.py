"""While a long text is read, Python looks for no garbage in cycles: none is made, and looking takes a fifth.

A reading is many small tuples. The collector would go through all of them again as they become more.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SHORT = 2000  # characters; the collector hardly runs in the time of such a text


@contextmanager
def uncollected(size: int) -> Iterator[None]:
    """Pause the collector for a text of `size` characters; it goes on as it was, whatever happens.

    Two threads at once are safe: whoever found it running starts it again.
    """
    if size <= SHORT or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
