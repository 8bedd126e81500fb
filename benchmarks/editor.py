"""Benchmark: the console's editor in Debian's Chromium, on a station of its own with eSpeak.

    python -m benchmarks.editor [--rounds 40]

"page": first contentful paint of the editor. "reading": from an input event to the new reading in the page.
"sentence": from the request to the last byte of a sentence that was never spoken; the first one of a page is
told apart, for its render process is started by the page. Milliseconds: median, 90th hundredth, worst.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MESSAGE = (
    "title: Họp\nparts:\n  - say: |\n      Mời bà con họp lúc 7h30 ngày 6/2/2027 tại NVH tổ 3. Hỏi TTXQP.\n"
)
READ = """async (rounds) => {
    const area = document.querySelector("#p0"), beside = document.querySelector("[data-reading=p0]");
    const found = [];
    for (let round = 0; round < rounds; round += 1) {
        await new Promise((done) => setTimeout(done, 100));
        const begin = performance.now();
        const seen = new Promise((done) => {
            const watch = new MutationObserver(() => done(performance.now() - begin));
            watch.observe(beside, { childList: true });
        });
        area.value += " a";
        area.dispatchEvent(new Event("input", { bubbles: true }));
        found.push(await seen);
    }
    return found;
}"""
HEAR = """async (rounds) => {
    const found = [], token = document.querySelector('meta[name="csrf"]').content;
    for (let round = 0; round < rounds; round += 1) {
        const text = `Mời bà con tổ ${Math.floor(Math.random() * 1e6)} họp tại nhà văn hóa.`;
        const begin = performance.now();
        const answer = await fetch("/hear", {
            method: "POST", headers: { "x-csrf": token }, body: new URLSearchParams({ text, sentence: 0 }) });
        await answer.blob();
        if (!answer.ok) throw new Error(answer.status);
        found.push(performance.now() - begin);
    }
    return found;
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
PAGES = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    from tests.end_to_end.conftest import SETTINGS, Broadcaster
    from tests.end_to_end.console_pages import peopled, settled

    with tempfile.TemporaryDirectory() as name:
        station = Broadcaster(Path(name))
        port = settled(station, SETTINGS)
        station.write("messages/hop.yaml", MESSAGE)
        peopled(station, {"lan": ("officer",)})
        with station.running("--trust-clock"):
            measure(f"http://127.0.0.1:{port}", rounds)


def measure(address: str, rounds: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.end_to_end.console_pages import sign_in

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page: Any = browser.new_context(base_url=address, locale="vi-VN").new_page()
        sign_in(page, "lan")
        painted = []
        for _ in range(PAGES):
            page.goto("/messages/edit/hop")
            page.wait_for_selector(".reading li")
            page.wait_for_timeout(500)
            painted.append(page.evaluate(PAINT))
        show("page", painted)
        show("reading", page.evaluate(READ, rounds))
        first, *others = page.evaluate(HEAR, rounds)
        print(f"first sentence: {first:.0f}")
        show("sentence", others)
        browser.close()


def show(what: str, found: Sequence[float]) -> None:
    ordered = sorted(found)
    late = ordered[int(0.9 * (len(ordered) - 1))]
    print(f"{what}: {statistics.median(ordered):.0f}, {late:.0f}, {ordered[-1]:.0f}")


if __name__ == "__main__":
    main()
