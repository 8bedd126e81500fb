"""Runs: words of one look that stand together in a paragraph, and what they make of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.letters.readers.raised import raised

NEAR = 12  # runs, or letters, beside a raised one that tell what it means


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None  # points
    raised: bool = False


def words(runs: Sequence[Run]) -> str:
    """The words of a paragraph: raised type as it is meant, single spaces, no empty lines."""
    text = "".join(_lowered(runs))
    lines = [" ".join(part for part in line.split(" ") if part) for line in text.split("\n")]
    return "\n".join(line for line in lines if line).strip()


def mostly_bold(runs: Sequence[Run]) -> bool:
    """True if nearly all letters are bold."""
    return _mostly(runs, [run for run in runs if run.bold])


def mostly_italic(runs: Sequence[Run]) -> bool:
    """True if nearly all letters are italic."""
    return _mostly(runs, [run for run in runs if run.italic])


def usual_size(runs: Sequence[Run]) -> float | None:
    """The size of most letters in points; None where no run tells its size."""
    sizes: Counter[float] = Counter()
    for run in runs:
        if run.size is not None:
            sizes[run.size] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _mostly(runs: Sequence[Run], chosen: Sequence[Run]) -> bool:
    letters = sum(len(run.text.strip()) for run in runs)
    return letters > 0 and sum(len(run.text.strip()) for run in chosen) * 5 >= letters * 4


def _lowered(runs: Sequence[Run]) -> Iterator[str]:
    for index, run in enumerate(runs):
        if run.raised:
            before, after = (
                "".join(each.text for each in part)
                for part in (runs[max(0, index - NEAR) : index], runs[index + 1 : index + 1 + NEAR])
            )
            yield raised(run.text, before, after)
        else:
            yield run.text
