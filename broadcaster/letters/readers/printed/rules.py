"""Rules on a recognised page: lines of tables and frames, found by long runs of dark, and what they enclose.

Recognition takes a rule for letters, and words beside it for none: rules are painted over before. The cells
of a table come from its rules, not from the gaps between words. Coordinates in pixels, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from broadcaster.letters.readers.printed.grids import MOST, Grid, Rule, grids_of

_DARK = 185  # grey value up to which a pixel of an evened page may belong to a rule
_ACROSS = 1 / 14  # of the page's width: a shorter run may be a dash, or a bold letter's bar
_DOWN = 1 / 22  # of the page's width: a shorter run may be a letter's stem
_FULL = 0.93  # of the pixels of a run are dark: noise breaks thin rules
_THICK = 3  # pixels beside a rule that belong to it, on each side
_NEAR = 10  # pixels between a rule's end and the one it meets; and between two that are one

_Picture = NDArray[np.uint8]
_Mask = NDArray[np.bool_]


def without_rules(page: _Picture, paper: int) -> tuple[_Picture, tuple[Grid, ...]]:
    """The page with its rules painted over, and its tables from top to bottom.

    Args:
        page: grey values, evenly lit and straight.
        paper: the grey value of paper.
    """
    dark = page < _DARK
    width = page.shape[1]
    across = _runs(dark, max(20, round(_ACROSS * width)))
    down = _runs(dark.T, max(20, round(_DOWN * width))).T
    levels, uprights = list(_rules(across)), list(_rules(down.T))
    if (not levels and not uprights) or max(len(levels), len(uprights)) > MOST:
        return page, ()
    bare = page.copy()
    bare[_widened(across) | _widened(down.T).T] = paper
    return bare, grids_of(levels, uprights, _NEAR)


def _runs(dark: _Mask, length: int) -> _Mask:
    """The pixels of level runs that are dark over `length`; a run may rise or fall by a pixel."""
    near = dark.copy()
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    height, width = near.shape
    if width <= length:
        return np.zeros_like(near)
    sums = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(near, axis=1, out=sums[:, 1:])
    starts = sums[:, length:] - sums[:, :-length] >= _FULL * length
    # Each pixel within `length` behind a start belongs to its run.
    sums = np.zeros((height, starts.shape[1] + 1), dtype=np.int32)
    np.cumsum(starts, axis=1, out=sums[:, 1:])
    places = np.arange(width)
    last = np.minimum(places + 1, starts.shape[1])
    first = np.minimum(np.maximum(places - length + 1, 0), starts.shape[1])
    return near & (sums[:, last] > sums[:, first])


def _widened(mask: _Mask) -> _Mask:
    """Level rules with the grey pixels above and below them."""
    wide = mask.copy()
    for step in range(1, _THICK + 1):
        wide[step:] |= mask[:-step]
        wide[:-step] |= mask[step:]
    return wide


def _rules(mask: _Mask) -> Iterator[Rule]:
    """The level rules of a mask; rows of pixels that touch are one rule."""
    open_ones: list[list[int]] = []  # sum of rows, number of rows, last row, start, end
    for row in np.flatnonzero(mask.any(axis=1)):
        bounds = np.flatnonzero(np.diff(mask[row].astype(np.int8), prepend=0, append=0))
        for start, end in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
            near = (
                each
                for each in open_ones
                if row - each[2] <= _THICK and start <= each[4] + _NEAR and end >= each[3] - _NEAR
            )
            held = next(near, None)
            if held is None:
                open_ones.append([int(row), 1, int(row), start, end])
            else:
                held[:] = [
                    *(held[0] + int(row), held[1] + 1, int(row)),
                    *(min(held[3], start), max(held[4], end)),
                ]
        if len(open_ones) > 2 * MOST:
            break
    for total, count, _, start, end in open_ones:
        yield Rule(at=total // count, start=start, end=end)
