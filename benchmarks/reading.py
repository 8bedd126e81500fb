"""Accuracy and speed of the reading engine beside other Vietnamese normalisers, in one table.

    python -m benchmarks.reading [CASES_FOLDER]

Peers (`sea-g2p`, `vietnormalizer`) are measured when they can be imported; the table says when one
is absent. Accuracy is judged by the folder's own score.py on its reading.tsv.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from benchmarks import needs
from broadcaster.reading.engine import read

Normalise = Callable[[str], str]
CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
SECONDS = 2.0


def ours(text: str) -> str:
    return " ".join(sentence.spoken for sentence in read(text).sentences)


def peers() -> Iterator[tuple[str, Normalise | None]]:
    yield "sea-g2p", _method("sea_g2p", "Normalizer", "normalize")
    yield "vietnormalizer", _method("vietnormalizer", "VietnameseNormalizer", "normalize")


def _method(module: str, kind: str, method: str) -> Normalise | None:
    try:
        found = getattr(importlib.import_module(module), kind)
        normalise: Normalise = getattr(found(), method)
    except (ImportError, AttributeError, TypeError):
        return None
    return normalise


def load_score(folder: Path) -> ModuleType:
    needs.file(folder / "score.py", "a folder with score.py and reading.tsv as its argument")
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def accuracy(score: ModuleType, rows: list[list[str]], normalise: Normalise) -> float:
    right = 0
    for _, _, written, accepted in rows:
        right += score.canon(normalise(written)) in {score.canon(one) for one in accepted.split(" | ")}
    return 100 * right / len(rows)


def speed(texts: list[str], normalise: Normalise) -> tuple[float, float]:
    """Megabytes of UTF-8 a second and milliseconds a text, of processor time: the best of many rounds."""
    best = float("inf")
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        begun = time.process_time()
        for text in texts:
            normalise(text)
        best = min(best, time.process_time() - begun)
    return sum(len(text.encode()) for text in texts) / best / 1e6, 1000 * best / len(texts)


def version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "?"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CASES
    score = load_score(folder)
    rows = score.load(str(folder / "reading.tsv"))
    sentences = [row[2] for row in rows if len(row[2]) > 50]
    plain = [row[2] for row in rows if row[1] == "plain"]
    print(f"{len(rows)} cases; speed on {len(sentences)} sentences and {len(plain)} plain texts")
    print(f"{'engine':<24}{'right %':>9}{'MB/s':>8}{'ms/sentence':>13}{'plain MB/s':>12}{'plain ms':>10}")
    for name, normalise in [("broadcaster", ours), *peers()]:
        if normalise is None:
            print(f"{name:<24}  absent (install it to compare)")
            continue
        mb, ms = speed(sentences, normalise)
        plain_mb, plain_ms = speed(plain, normalise)
        label = f"{name} {version(name)}"
        right = accuracy(score, rows, normalise)
        print(f"{label:<24}{right:>9.1f}{mb:>8.2f}{ms:>13.3f}{plain_mb:>12.2f}{plain_ms:>10.3f}")


if __name__ == "__main__":
    main()
