"""Speed of the reading engine by length and kind of text, beside other Vietnamese normalisers, in one table.

    python -m benchmarks.reading_speed [--limit 30] [--only broadcaster]

Paragraphs without a line end of 100, 200 and 400 kB, tokens of 50 kB without a space, plain sentences, and
sentences with numbers, times, telephones and abbreviations (those of the tests). All times are processor
time of one process, the best of some runs, so that other work on the machine counts little. What takes
longer than the limit is cut off, and the table says so. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import reading

TESTS = Path(__file__).resolve().parent.parent / "tests"
PARAGRAPH = (
    "Kính thưa bà con, UBND phường họp tổ dân phố số 5 lúc 19h30 ngày 15/8/2025 tại nhà văn hóa, "
    "ĐT: 0912 345 678, thu 50.000đ/hộ "
)
TOKEN = 50_000  # bytes
UNITS = {
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "dates": "1/1/",
    "points": "1.1.",
    "times": "7h30",
    "codes": "A1-",
    "acronyms": "A&",
    "web": "a.vn/",
    "mail": "a@a.",
    "legacy": "aù",
    "look-alikes": "1O",
    "brackets": "(",
    "dots": ".",
    "hyphens": "-",
    "quotes": '"',
    "Chinese": "中",
    "no spaces": "nhândân",
}
# The same with spaces, so that rules may take more and more of it.
SPACED = {
    "fractions": "1 / ",
    "sums": "1 + ",
    "rows": "12 ",
    "lists": "1, ",
    "telephones": "0912 345 678 ",
    "single letters": "a ",
    "capitals with hyphens": "A - ",
}
ROUNDS = 3
LONG = 50  # characters; shorter cases are no sentences


def filled(unit: str, size: int) -> str:
    """`unit` again and again, `size` bytes of UTF-8."""
    return (unit * (size // len(unit.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")


def sentences() -> list[str]:
    """Sentences with all that ward texts have in them."""
    rows = [
        line.split("\t")
        for path in sorted((TESTS / "data" / "reading_cases").glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [row[2] for row in rows if len(row) > 2 and len(row[2]) > LONG]


def plain_sentences() -> list[str]:
    """Everyday sentences without anything to expand."""
    lines = (TESTS / "unit" / "reading" / "plain.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rows() -> dict[str, list[str]]:
    """The texts of each row."""
    paragraphs = {f"paragraph, {kb} kB": [filled(PARAGRAPH, kb * 1000)] for kb in (100, 200, 400)}
    tokens = {f"50 kB token of {name}": [filled(unit, TOKEN)] for name, unit in UNITS.items()}
    return {
        **paragraphs,
        **tokens,
        **{f"50 kB of {name}": [filled(unit, TOKEN)] for name, unit in SPACED.items()},
        "plain text": plain_sentences(),
        "plain paragraph, 400 kB": [filled(" ".join(plain_sentences()) + " ", 400_000)],
        "sentences": sentences(),
    }


def spent(texts: list[str], normalise: Callable[[str], str]) -> float:
    """Seconds of processor time for all texts, the best of some rounds after one that warms up."""
    best = float("inf")
    for _ in range(ROUNDS + 1):
        begun = time.process_time()
        for text in texts:
            normalise(text)
        best = min(best, time.process_time() - begun)
    return best


def engines() -> dict[str, Callable[[str], str]]:
    """Ours and the peers that can be imported."""
    return {"broadcaster": reading.ours, **{name: found for name, found in reading.peers() if found}}


def measured(engine: str, row: str, limit: float) -> str:
    """What a process of its own says about one row, as it stands in the table."""
    command = [sys.executable, "-m", "benchmarks.reading_speed", "--engine", engine, "--row", row]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return f"> {limit:.0f} s"
    except subprocess.CalledProcessError:
        return "fails"
    return told(row, float(done.stdout.split()[-1]))


def told(row: str, seconds: float) -> str:
    """Seconds; for texts of many sentences the time of one, and how much text a second."""
    texts = rows()[row]
    if len(texts) == 1:
        return f"{seconds:.2f} s"
    size = sum(len(text.encode()) for text in texts) / 1e6
    return f"{1000 * seconds / len(texts):.3f} ms, {size / seconds:.2f} MB/s"


def main() -> None:
    """Print the table, or with --engine and --row the seconds of one cell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=float, default=30, help="seconds for a cell")
    parser.add_argument("--only", help="one engine")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--row", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.engine:
        print(spent(rows()[chosen.row], engines()[chosen.engine]))
        return
    names = [name for name in engines() if chosen.only in (None, name)]
    print("| text | " + " | ".join(f"{name} {reading.version(name)}" for name in names) + " |")
    print("|---|" + "---|" * len(names))
    for row in rows():
        print(
            f"| {row} | " + " | ".join(measured(name, row, chosen.limit) for name in names) + " |", flush=True
        )


if __name__ == "__main__":
    main()
