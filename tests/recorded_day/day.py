"""The day: messages are approved, aired, stopped and corrected; the mains fail; all pages are read."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tests.recorded_day import helps, ward
from tests.recorded_day.browser import Browser, Page
from tests.recorded_day.clock import MORNING
from tests.recorded_day.normal import openapi
from tests.recorded_day.records import CHANGED, Records, rows_of
from tests.recorded_day.station import Language, Station, code_of, wait_for

LANGUAGES: tuple[Language, Language] = ("vi", "en")
STEP = 30
"""Seconds for which a telephone shows a code."""


@dataclass
class Day:
    """One day of one station.

    Args:
        station: that is judged.
        port: of its console.
        records: of what it says.
    """

    station: Station
    port: int
    records: Records
    tokens: dict[str, str] = field(default_factory=dict)
    key: str = ""
    step: int = 0

    def live(self) -> None:
        """From dawn until the station has ended."""
        elsewhere = replace(self.station, folder=self.station.folder.with_name("khac"))
        elsewhere.folder.mkdir()
        helping = threading.Thread(target=helps.every, args=(self.records, elsewhere), daemon=True)
        helping.start()
        try:
            self._dawn()
            self.station.start()
            self._approvals()
            self.records.keep("exit-1.txt", "text", f"the station ended with {self.station.end()}")
            self.station.clock.set(MORNING)
            self.station.start()
            self._airings()
            self._power_cut()
            helping.join()
            if helps.WHOLE not in self.records.kept:
                raise RuntimeError("not every help was read")
            self._pages()
        finally:
            code = self.station.end()
        self.records.keep("exit-3.txt", "text", f"the station ended with {code}")
        self._evening()

    # before the station runs

    def _dawn(self) -> None:
        for name, content in ward.files(self.port).items():
            self.station.write(name, content)
        code = self.station("people", "recover").out.split()[0]
        first = ("--name", "Lò Văn Kỹ", "--role", "technician", "--code", "--stdin")
        self._typed("add-kt", ("people", "add", "kt", *first), code, *(ward.secret("kt"),) * 2)
        for person, (name, roles) in ward.PEOPLE.items():
            words = (
                "people",
                "add",
                person,
                "--name",
                name,
                *(w for role in roles for w in ("--role", role)),
            )
            self._typed(
                f"add-{person}",
                (*words, "--as", "kt", "--stdin"),
                ward.secret("kt"),
                *(ward.secret(person),) * 2,
            )
        self._typed(
            "pin", ("people", "pin", "truc", "--as", "kt", "--stdin"), ward.secret("kt"), ward.PIN, ward.PIN
        )
        self._telephone()
        self.records.command("before/render", self.station("render", "--all", "--format", "json"))
        self._said("before/check", "check", "--format", "json")
        self._said("before/plan", "plan", "--format", "json", "--from", "2026-03-03")

    def _typed(self, name: str, words: tuple[str, ...], *lines: str) -> None:
        self.records.command(
            f"people/{name}", self.station(*words, text="".join(f"{line}\n" for line in lines))
        )

    def _telephone(self) -> None:
        """Hoa gets an authenticator: the command shows its key before it asks for a code of it."""
        words = self.station.words("people", "totp", "--as", "hoa", "--stdin")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(words, env=self.station.environment(), text=True, **pipes) as asked:  # type: ignore[call-overload]
            asked.stdin.write(ward.secret("hoa") + "\n")
            asked.stdin.flush()
            self.key = next(
                found[1] for line in asked.stdout if (found := re.search(r"secret=([A-Z2-7]+)", line))
            )
            self.step = int(self.station.clock.now()) // STEP
            asked.stdin.write(code_of(self.key, self.step) + "\n")
            asked.stdin.close()

    # asking

    def _said(self, name: str, *words: str) -> None:
        """What a command says in both languages."""
        with ThreadPoolExecutor(2) as both:
            done = both.map(lambda language: self.station(*words, language=language), LANGUAGES)
            for language, each in zip(LANGUAGES, done, strict=True):
                self.records.command(f"{name}.{language}", each)

    def _as(self, person: str, name: str, *words: str, text: str = "") -> None:
        done = self.station(*words, person=person, secret=ward.secret(person), text=text)
        self.records.command(f"acts/{name}", done)

    def _token(self, person: str) -> str:
        if person not in self.tokens:
            shown = {"person": person, "password": ward.secret(person)}
            self.tokens[person] = self.station.ask("POST", "/sign-in", shown)[1]["token"]
        return self.tokens[person]

    def _ask(self, person: str, record: str, path: str, /, **body: object) -> Any:
        answer = self.station.ask("POST", path, body, self._token(person))
        self.records.answer(f"acts/{record}", answer)
        return answer[1]

    def _look(self, name: str, path: str, language: str = "vi") -> Any:
        answer = self.station.ask("GET", path, token=self._token("chi"), language=language)
        self.records.answer(f"looks/{name}", answer)
        return answer[1]

    def _visitor(self, person: str, language: str = "vi") -> Browser:
        made = Browser(self.port, language)
        if person:
            made.sign_in(person, ward.secret(person))
        return made

    def _sent(self, name: str, page: Page) -> None:
        self.records.keep(f"acts/{name}.txt", "text", f"{page.status} {page.location}\n")

    # the morning

    def _approvals(self) -> None:
        self._clock("dawn")
        for name in ward.MESSAGES:
            if name not in ("chua-duyet", "giay"):
                self._ask("lan", f"submit-{name}", "/approvals/submit", message=name)
        waiting = {row["message"]: row for row in self._look("waiting", "/approvals")["messages"]}
        for name, row in waiting.items():
            if name not in ("chua-duyet", "giay", "tra-lai", "nhan", "nghi"):
                self._ask(
                    "chi", f"approve-{name}", "/approvals/approve", message=name, words=row["words_digest"]
                )
        self._as("chi", "approve-nghi", "approve", "nghi", "--accept", "all", "--yes")
        self._taken("approvals/nghi.yaml")
        self._ask("chi", "return", "/approvals/return", message="tra-lai", why="Viết lại cho rõ.")
        self._ask("tu", "own", "/approvals/approve", message="nhan", words=waiting["nhan"]["words_digest"])
        self._edits()
        self._said("running/check", "check", "--format", "json")
        self._said("running/plan", "plan", "--format", "json", "--from", "2026-03-03")

    def _clock(self, when: str) -> None:
        """Somebody looks at the clock: it stands before the program's files, and so is not trusted."""
        clock = self.station.ask("GET", "/status")[1]["clock"]
        self._ask("tu", f"clock-{when}", "/clock", shown=clock["now"])

    def _edits(self) -> None:
        """In a file, with a mistake, and in the console."""
        mong = ward.MESSAGES["mong"].replace("Tiếng Mông", "Bản tin tiếng Mông")
        self.station.write("messages/mong.yaml", mong + "  - say: Xin cảm ơn.\n")
        self._taken("messages/mong.yaml")
        self.station.write("messages/hong.yaml", "title: Hỏng\npart:\n  - say: Sai khóa.\n")
        lan = self._visitor("lan")
        self._sent("create", lan.post("/messages", {"title": "Tin mới"}))
        self._taken("messages/tin-moi.yaml")
        editor = next(form for form in lan.forms("/messages/edit/so") if "/messages/save/" in form.action)
        typed = [(name, value.replace("4,8%", "5,5%")) for name, value in editor.fields]
        self._sent("save", lan.post(editor.action, typed))
        self._taken("messages/so.yaml")
        self._sent("word", lan.post("/lexicon/add", {"written": "BCĐ", "spoken": "Ban chỉ đạo"}))
        self._taken("lexicon.yaml")
        self._sent("once", lan.post("/schedules/once", {"message": "chao", "at": "2026-03-04T10:15:00"}))
        self._taken("schedules/chao.yaml")
        tech = self._visitor("kt")
        fields = {"number": "12/CV", "by": "UBND huyện", "first": "09/03/2026", "until": "10/03/2026"}
        self._sent("order", tech.post("/settings/orders/order", fields))
        self._taken("regulation.yaml")
        wait_for(
            lambda: "so" in str(self.station.ask("GET", "/status")[1]["approvals"]["pinned"]),
            "no edit is taken",
        )
        self._ask("tu", "keep", "/approvals/keep", message="so", keep=False)
        self._taken("-approvals/so.yaml")

    def _taken(self, name: str) -> None:
        """Wait until a row tells that the station has taken a change of that file."""

        def told() -> bool:
            rows = rows_of(self.station.folder / "state/journal.db")
            return any(CHANGED in row[6] and name in row[6] for row in rows)

        wait_for(told, f"{name} is not taken")

    def _airings(self) -> None:
        until = self.station.clock.wait_until
        self.tokens.clear()
        self._clock("morning")
        for language in LANGUAGES:
            self._look(f"status-before.{language}", "/status", language)
        until(ward.LONG_AT - 4, late=0)
        until(ward.LONG_AT + ward.MIDDLE, late=2)
        self.station.write("nut-lu", "")
        wait_for(lambda: (self._on_air() or {}).get("message") == "lu-quet", "the button does nothing")
        (self.station.folder / "nut-lu").unlink()
        self.station.clock.not_after(ward.LONG_AT + ward.MIDDLE + 5)
        self._quiet(ward.CALM_AT)
        self._aired("say", "say", ward.SAID, "--zone", "trung-tam")
        self._as("lan", "refused", "play", "chua-duyet")
        self._cut("dai-hai", lambda: self._as("truc", "stop", "stop"))
        self._cut("nghi", self._correct)
        self._quiet()
        self._speak()
        duty = self._visitor("")
        fields = {"message": "chay-rung", "person": "truc", "pin": ward.PIN}
        shown = next((f for f in duty.forms("/emergency") if f.action == "/emergency"), None)
        self._sent("emergency", duty.post("/emergency", {**dict(shown.fields if shown else []), **fields}))
        wait_for(lambda: self._ended("chay-rung"), "the emergency does not end")
        self._ask("chi", "stop-all", "/stop", all=True)
        self.station.clock.not_after(ward.CUT_AT - 10)  # else the next airing is waiting already

    def _cut(self, name: str, by: Callable[[], object]) -> None:
        """Air a message, and do something to it two seconds after its first sample."""
        status, taken = self.station.ask("POST", "/play", {"message": name}, self._token("lan"))
        self.records.keep(f"acts/play-{name}.json", "json", {"status": status, "keys": sorted(taken)})
        wait_for(lambda: bool((self._on_air() or {}).get("started")), f"{name} does not begin")
        time.sleep(2)
        by()
        self._quiet()
        time.sleep(1)  # the transmitter's tail

    def _correct(self) -> None:
        """The message on the air was wrong: what is right airs."""
        done = self._ask("lan", "correct", "/correct", name="nghi", text=ward.RIGHT)
        path = f"/requests/{done['id']}?wait=5"
        wait_for(
            lambda: self.station.ask("GET", path, token=self._token("lan"))[1]["state"] == "ended",
            "the correction does not end",
        )

    def _aired(self, name: str, *words: str) -> None:
        """A command that waits until it has aired; that it is being made is told where that takes long."""
        done = self.station(*words, person="lan", secret=ward.secret("lan"))
        lines = re.sub(r"dài \d+ giây", "dài … giây", done.err).splitlines()
        told = "\n".join(line for line in lines if not line.startswith("Đang dựng"))
        self.records.keep(f"acts/{name}.txt", "text", f"{done.out}{told}\nexit {done.code}\n")

    def _speak(self) -> None:
        """A live voice."""
        armed = self.station.ask("POST", "/live", {"form": "pcm", "seconds": 30}, self._token("lan"))
        ticket = armed[1]["ticket"]
        told = self.station.ask("POST", f"/live/{ticket}/talk", {"on": True}, self._token("lan"))
        self.records.keep("acts/talk.json", "json", [told[0], sorted(told[1])])
        wait_for(lambda: bool((self._on_air() or {}).get("started")), "the live voice does not begin")
        time.sleep(1)
        self.station.ask("POST", f"/live/{ticket}/end", {}, self._token("lan"))
        self._quiet()

    def _on_air(self) -> Any:
        return self.station.ask("GET", "/status")[1]["on_air"]

    def _quiet(self, after: float = 0) -> None:
        """Wait until nothing is on the air any more, and it is so late."""
        self.station.clock.wait_until(after, late=1000)

        def silent() -> bool:
            told = self.station.ask("GET", "/status")[1]
            return told["on_air"] is None and not told["queue"]

        wait_for(silent, "it is never silent", 90)

    def _ended(self, name: str) -> bool:
        rows = rows_of(self.station.folder / "state/journal.db")
        return any(row[2] == "ended" and name in _of(row[3], rows) for row in rows)

    def _power_cut(self) -> None:
        until = self.station.clock.wait_until
        until(ward.CUT_AT - 4, late=0)
        until(ward.CUT_AT + ward.KILLED, late=2)
        self.station.end(signal.SIGKILL)
        until(ward.BACK_AT, late=2)
        self.station.start()
        self.station.clock.not_after(ward.BACK_AT + 15)
        self._quiet(ward.BACK_AT + 8)
        self._aired("catch-up", "catch-up", "giong")
        self._as("tu", "missed", "catch-up", "--format", "json")
        self._words_of_leaders()

    def _words_of_leaders(self) -> None:
        self.tokens.clear()
        self._ask("lan", "anew", "/approvals/submit", message="tra-lai")
        first, *others = self._look("to-confirm", "/approvals")["to_confirm"]
        self._ask("chi", "confirm", "/approvals/confirm", airing=first["id"])
        for number, row in enumerate(others):
            self._ask("chi", f"object-{number}", "/approvals/object", airing=row["id"], why="Nói chưa rõ.")
        self._as("tu", "submit-nhan", "submit", "nhan")
        self.step = max(self.step + 1, int(self.station.clock.now()) // STEP)
        code = code_of(self.key, self.step)
        self._as("lan", "telephone", "approve", "nhan", "--yes", "--telephone", "hoa", text=f"{code}\n")
        self._as("lan", "submit-giay", "submit", "giay")
        photo = self.station.folder.parent / "phieu.png"
        photo.write_bytes(ward.photo())
        paper = ("--paper", "12/PD", "--photo", str(photo), "--by", "chi")
        self._as("lan", "paper", "approve", "giay", "--yes", *paper)

    # the evening

    def _pages(self) -> None:
        document = self.station.ask("GET", "/openapi.json")[1]
        self.records.keep("openapi.json", "json", openapi(document))
        for language in LANGUAGES:
            self._look(f"status.{language}", "/status", language)
            self._look(f"approvals.{language}", "/approvals", language)
            self._look(f"regulation.{language}", "/regulation", language)
        figures = str(self.station.ask("GET", "/metrics", token=self._token("kt"), below="")[1])
        self.records.keep("metrics.txt", "text", re.sub(r" [-+.\deNa]+$", "", figures, flags=re.MULTILINE))
        self._said("running/status", "status", "--format", "json")
        self._said("running/status-text", "status")
        for person, language, wide in ward.VISITORS:
            wanted = partial(ward.wanted, wide=wide)
            for page in self._visitor(person, language).walk([*filter(wanted, ward.ADDRESSES)], 400, wanted):
                self.records.page(f"pages/{person or 'nobody'}.{language}", page)

    def _evening(self) -> None:
        with ThreadPoolExecutor(2) as several:
            list(several.map(lambda each: self._said(f"after/{each[0]}", *each[1]), ward.EVENING.items()))


def _of(airing: str, rows: list[tuple[Any, ...]]) -> str:
    return " ".join(str(row[6]) for row in rows if row[3] == airing)
