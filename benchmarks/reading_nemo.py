"""Readings of the test data of NVIDIA's NeMo-text-processing, and by which conventions they differ.

    python -m benchmarks.reading_nemo FOLDER [--cases CASES_FOLDER] [--all]

FOLDER holds their files `test_cases_*.txt`, a line `written~spoken` for each case: take them from
tests/nemo_text_processing/vi/data_text_normalization of github.com/NVIDIA/NeMo-text-processing (Apache 2).
Two readings are the same if score.py of the cases folder says so: hai nghìn linh tư, hai ngàn lẻ bốn. What
differs is told by its convention, and with --all one by one; "other" is what no convention explains.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import needs, reading
from broadcaster.core.text.syllables import speakable
from broadcaster.reading.engine import read
from broadcaster.reading.spelling import NAMES, spell


class Difference(NamedTuple):
    """A case whose reading is not theirs."""

    file: str
    written: str
    theirs: str
    ours: str
    flagged: bool


def cases(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File, written and spoken of each case."""
    needs.file(folder, "the folder of NeMo's test data")
    for path in sorted(folder.glob("test_cases_*.txt")):
        for line in path.read_text("utf-8").splitlines():
            written, found, spoken = line.partition("~")
            if found:
                yield path.stem.removeprefix("test_cases_"), written, spoken


def _lettered(text: str) -> str:
    """Letters and capitals by the names of the letters: GMT, độ c."""
    return " ".join(
        spell(word) if word.isupper() or (len(word) == 1 and word.lower() in NAMES) else word
        for word in text.split()
    )


def _without(pattern: str, by: str = "") -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text)


# A convention explains a difference if both readings are the same without it.
SAME_WITHOUT: dict[str, Callable[[str], str]] = {
    "empty hundreds are said: một nghìn không trăm hai mươi": _without("không trăm |linh "),
    "letters by their names: gờ mờ tê, độ xê": _lettered,
    "an amount for each: một ngày, not trên ngày": _without(r"\b(?:trên|một) (?=ngày|giờ|tháng)"),
    "round hundredths as one number: phẩy năm mươi": _without(r"phẩy (\w+) (?:mươi|không)\b", r"phẩy \1"),
    "thứ nhất, also for thứ I": _without("thứ (?:một|nhất)", "thứ nhất"),
    "x between measures is nhân": _without(r"\b(?:x|ích|nhân)\b", "nhân"),
}
# One that changes more is told by a word of theirs.
TOLD_BY: dict[str, Callable[[Difference], bool]] = {
    "cents are decimals: năm phẩy chín chín đô la": lambda case: case.theirs.endswith(" xu"),
    "a day and a month, not a fraction: 9/4": lambda case: "phần" in case.theirs and "tháng" in case.ours,
    "foreign words respelled: tê ra bai": lambda case: any(
        len(word) > 1 and not speakable(word.lower()) for word in case.theirs.split()
    ),
    "a letter, not a Roman figure: chương C, số v": lambda case: case.file == "roman",
}


def convention(case: Difference, canon: Callable[[str], str]) -> str:
    """Why this case differs."""
    for name, change in SAME_WITHOUT.items():
        if canon(change(case.theirs)) == canon(change(case.ours)):
            return name
    return next((name for name, tells in TOLD_BY.items() if tells(case)), "other")


def main() -> None:
    """Print the share of each file and the conventions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=Path, default=reading.CASES, help="the folder with score.py")
    parser.add_argument("--all", action="store_true", help="each case that differs")
    chosen = parser.parse_args()
    canon: Callable[[str], str] = reading.load_score(chosen.cases).canon
    right, total = Counter[str](), Counter[str]()
    differ: list[Difference] = []
    for file, written, theirs in cases(chosen.folder):
        found = read(written)
        ours = " ".join(sentence.spoken for sentence in found.sentences)
        same = canon(ours) == canon(theirs)
        total[file] += 1
        right[file] += same
        if not same:
            differ.append(Difference(file, written, theirs, ours, bool(found.flagged)))
    for file in total:
        print(f"{file:<12}{right[file]:>4} of {total[file]}")
    print(f"{'all':<12}{right.total():>4} of {total.total()}: {100 * right.total() / total.total():.1f} %\n")
    reasons = [(convention(case, canon), case) for case in differ]
    for reason, count in Counter(reason for reason, _ in reasons).most_common():
        print(f"{count:>4}  {reason}")
    for reason, case in sorted(reasons) if chosen.all else ():
        print("\t".join((reason, case.file, case.written, case.theirs, case.ours, "?" * case.flagged)))


if __name__ == "__main__":
    main()
