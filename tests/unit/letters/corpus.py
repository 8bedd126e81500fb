"""Score what is made of the letters in `tests/data/letters` against what is expected of each.

python -m tests.unit.letters.corpus [NAME …]    the scores, and each fault
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.message_file import Frame, as_yaml
from broadcaster.letters.draft.model import Draft, OmissionReason
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.layout.elements import Element
from broadcaster.letters.model import Letter
from broadcaster.letters.readers.registry import read
from broadcaster.station.loading.loader import load
from broadcaster.station.model.sound import StationPlace
from tests.unit.letters.net import in_file, invented, out_of_order, vanished

HERE = Path(__file__).parents[2] / "data" / "letters"
TODAY = date(2026, 1, 2)
FRAME = Frame(greeting="Kính thưa bà con.", closing="Xin cảm ơn.")
_OUTSIDE = (OmissionReason.HEAD, OmissionReason.TAIL, OmissionReason.RUNNING)
_FACT = re.compile(r"\d+(?:[.,:/h-]\d+)*")


@dataclass(slots=True)
class Score:
    """How much of a letter came through; each pair is (right, of)."""

    body: tuple[int, int] = (0, 0)
    items: tuple[int, int] = (0, 0)
    facts: tuple[int, int] = (0, 0)
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True if nothing is wrong."""
        return not self.faults


def names(*forms: str) -> list[str]:
    """The letters of some formats, or all."""
    found = sorted(path.stem for path in HERE.glob("*.yaml"))
    return [name for name in found if not forms or name.partition("-")[0] in forms]


def expected(name: str) -> dict[str, Any]:
    """What is expected of a letter."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return loaded


def unsaid(name: str) -> list[str]:
    """The sentences of a letter's body that may be proposed to be left out; all others must be spoken."""
    found: dict[str, list[str]] = yaml.safe_load((HERE / "unsaid" / "unsaid.yaml").read_text("utf-8"))
    return found.get(name, [])


def file_of(name: str) -> Path:
    """The file of a letter."""
    return HERE / f"{name}.{name.partition('-')[0]}"


def score(name: str, reader: Callable[[bytes], Letter] = read) -> Score:
    """The score of one letter."""
    wanted, found = expected(name), Score()
    letter = reader(file_of(name).read_bytes())
    if any(block.guessed for block in letter.blocks):
        letter = _as_written(letter, wanted)
    placed = classify(letter)
    made = draft(letter, placed, place=StationPlace(), today=TODAY)
    _body(wanted["body"], made, found)
    _spoken(wanted["body"], unsaid(name), made, found)
    _never(wanted, made, found)
    found.faults += [f"vanished: {word}" for word in vanished(letter, placed, made)]
    found.faults += [f"word nobody wrote: {word}" for word in invented(letter, made)]
    items = [[each.level, each.number, each.text] for each in placed if each.element is Element.ITEM]
    _items(wanted["items"], items, found)
    _facts(wanted["facts"], made, found)
    bare = as_yaml(made, Frame(greeting="", closing=""), file=f"{name}")
    for where, texts in (("draft", [piece.text for piece in made.pieces]), ("file", in_file(bare))):
        line = out_of_order(letter, texts)
        found.faults += [f"out of order in the {where}: {line}"] if line is not None else []
    if "until" in wanted and str(made.until) != str(wanted["until"]):
        found.faults.append(f"valid until {made.until} for {wanted['until']}")
    if made.emergency != wanted.get("emergency", made.emergency):
        found.faults.append(f"urgent: {made.emergency}")
    text = as_yaml(made, FRAME, file=f"{name}")
    found.faults += [f"does not load: {fault}" for fault in _loaded(text)]
    return found


def _as_written(letter: Letter, wanted: dict[str, Any]) -> Letter:
    """A recognised letter with the words of its body that were written for those that were read nearly so.

    Layout is scored here, not the recognition of letters. Digits stay as they were recognised.
    """
    texts = [block.text.split() for block in letter.blocks]
    meant = list(chain.from_iterable(texts))
    mine = [index for index, word in enumerate(meant) if not re.fullmatch(r"\w{1,2}[.)]", word)]
    theirs = " ".join(wanted["body"]).split()
    matcher = SequenceMatcher(None, [meant[index] for index in mine], theirs, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        for index, written in (
            zip(mine[start:end], theirs[first:last], strict=False) if what == "replace" else ()
        ):
            if _bare(meant[index]) == _bare(written) and len(meant[index]) == len(written):
                meant[index] = written
    words = iter(meant)
    pairs = zip(letter.blocks, texts, strict=True)
    return replace(
        letter, blocks=tuple(replace(one, text=" ".join(next(words) for _ in text)) for one, text in pairs)
    )


def _bare(word: str) -> str:
    return re.sub(r"[^\d.,:/h-]|[.,:;]+$", "", word)


def _plain(text: str) -> str:
    """White space, and the stroke that ends a letter, make no difference."""
    return re.sub(r"\s*\.?\s*/\s*\.?$|[.;,]$", "", " ".join(text.split()))


def _body(wanted: Sequence[str], made: Draft, found: Score) -> None:
    kept = "\n".join(_plain(piece.text) for piece in made.pieces if piece.why not in _OUTSIDE)
    at = right = 0
    for sentence in map(_plain, wanted):
        place = kept.find(sentence, at)
        if place >= 0:
            at, right = place + len(sentence), right + 1
        else:
            found.faults.append(f"{'out of order' if sentence in kept else 'lost'}: {sentence}")
    found.body = (right, len(wanted))


def _spoken(body: Sequence[str], left: Sequence[str], made: Draft, found: Score) -> None:
    spoken = "\n".join(_plain(text) for text in made.spoken)
    gone = [sentence for sentence in body if _plain(sentence) not in spoken]
    found.faults += [f"not spoken: {sentence}" for sentence in gone if sentence not in left]
    found.faults += [f"spoken, but not meant for people: {each}" for each in left if each not in gone]


def _never(wanted: dict[str, Any], made: Draft, found: Score) -> None:
    spoken = "\n".join(_plain(text) for text in made.spoken)
    found.faults += [f"spoken: {line}" for line in wanted["never"] if _plain(line) in spoken]
    whole = "\n".join(_plain(piece.text) for piece in made.pieces)
    found.faults += [f"lost: {line}" for line in wanted["kept"] if _plain(line) not in whole]
    found.faults += [f"not deleted: {line}" for line in wanted["deleted"] if _plain(line) in whole]


def _items(wanted: list[list[Any]], items: list[list[Any]], found: Score) -> None:
    mine = [(level, number, _plain(text)) for level, number, text in wanted]
    theirs = [(level, number, _plain(text)) for level, number, text in items]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    right = sum(block.size for block in matcher.get_matching_blocks())
    found.items = (right, max(len(mine), len(theirs)))
    for what, start, end, first, last in matcher.get_opcodes():
        if what != "equal":
            found.faults.append(f"items: {mine[start:end]} became {theirs[first:last]}")


def _facts(wanted: list[str], made: Draft, found: Score) -> None:
    there = Counter(
        fact for piece in made.pieces if piece.why not in _OUTSIDE for fact in _FACT.findall(piece.text)
    )
    said = Counter(fact for text in made.spoken for fact in _FACT.findall(text))
    lost, invented = Counter(wanted) - there, said - Counter(wanted)
    found.facts = (len(wanted) - lost.total(), len(wanted))
    found.faults += [f"fact lost: {fact}" for fact in lost]
    found.faults += [f"fact nobody wrote: {fact}" for fact in invented]


def _loaded(text: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        station = Path(folder)
        (station / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
        (station / "messages").mkdir()
        (station / "messages" / "thu.yaml").write_text(text, encoding="utf-8")
        loaded = load(station)
        faults = [str(problem.message) for problem in loaded.problems if problem.severity == "error"]
        return faults or ([] if loaded.station and loaded.station.messages else ["no message"])


def main(chosen: list[str]) -> int:
    """Print the scores."""
    total = {"body": [0, 0], "items": [0, 0], "facts": [0, 0]}
    whole = 0
    for name in chosen or names():
        found = score(name)
        whole += found.whole
        for what, sums in total.items():
            right, of = getattr(found, what)
            sums[0], sums[1] = sums[0] + right, sums[1] + of
        print(f"{name}: body {found.body}, items {found.items}, facts {found.facts}")  # noqa: T201
        for fault in found.faults:
            print(f"    {fault[:300]}")  # noqa: T201
    print({"letters without a fault": whole, **total})  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
