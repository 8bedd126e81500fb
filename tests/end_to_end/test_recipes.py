"""CONTRIBUTING's recipes, carried out on a copy of the package: each works in the places that it names.

Every recipe edits nothing but those places and the texts. The copy runs as the program itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import ROOT, SETTINGS, Broadcaster
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import FORM, Browser

pytestmark = pytest.mark.patient

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

ENGINE = """
from broadcaster.speech.engines.tone import ToneEngine


class HumEngine(ToneEngine):
    def __init__(self):
        super().__init__(name="hum")
"""
DRIVER = """
from pathlib import Path


class Lamp:
    def __init__(self, options):
        self.path = Path(options["shade"])

    def on(self):
        self._write("on")

    def off(self):
        self._write("off")

    def describe(self):
        return str(self.path)

    def _write(self, word):
        with self.path.open("a") as file:
            file.write(word + "\\n")


def open_switch(choice):
    return Lamp(choice.options)
"""
OUTPUT = """
from pathlib import Path

from broadcaster.playout.outputs.paced import NullOutput


class Bucket(NullOutput):
    def __init__(self, choice):
        super().__init__(choice)
        self.path = Path(choice.options["bucket"])

    def describe(self):
        return "bucket"

    def write(self, block, marks, heard_at):
        if any(block):
            with self.path.open("ab") as file:
                file.write(block)


def open_output(choice):
    return Bucket(choice)
"""
KEYS = '''
@dataclass(frozen=True, slots=True, kw_only=True)
class {name}:
    """Made by the test."""

    {key}: Annotated[str, Text.PATH, Key(example="x")]


'''
IMPORTS = """
from typing import Annotated

from broadcaster.station.model.keys import Key, Text

"""
COMMAND = '''
import click


def greet(_folder):
    """Greet."""
    click.echo("xin chào")
    return 0
'''
RULE = '''
def shouted(case: Case) -> Check | None:
    """A title in capitals."""
    if not case.message.title.isupper():
        return None
    return lambda _start, _end: Refusal(code="timetable.shouted")


'''
CHECK = """
def _roof(_folder: Path, settings: Settings) -> Iterator[Finding]:
    yield _finding(Grade.OK, "doctor.roof", name=settings.name)


"""
PIGEON = '''
from pathlib import Path


class Pigeon:
    """Writes each message into the loft."""

    def send(self, message, address):
        with Path(address).open("a", encoding="utf-8") as file:
            file.write(message.title)


def open_way(_orders):
    """Pigeons need no server."""
    return Pigeon()
'''
SMILE = """
import re

from broadcaster.reading.context import Rule, Saying

RULES = (
    Rule(
        name="smile",
        starts="s",
        pattern=re.compile(r":-\\)"),
        say=lambda _, found: Saying(end=found.end(), words="cười"),
        example=("vui :-)", "vui cười"),
    ),
)
"""
QUESTION = '''
from typing import Annotated

from broadcaster.api.questions.declaration import Command, PageAction, Questions
from broadcaster.core.answers import answer
from broadcaster.core.questions import FieldBounds, Flag, Question, Shown, question
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action

QUESTIONS = Questions()


@answer
class Greeting:
    """A greeting."""

    words: str
    """what is said"""


@question("/greeting")
class AskGreeting(Question[Greeting]):
    """Have the station say hello."""

    name: Annotated[str, FieldBounds(max_length=9), Shown(examples=["An"])]
    loud: Flag = False


@QUESTIONS.answers(
    AskGreeting,
    needs=Action.SPEAK,
    command=Command(
        name="hail",
        told=lambda ask, done: say("cli.greeted", name=ask.name, words=done.words),
        options={"loud": "cli.hail_loud"},
    ),
    action=PageAction(
        path="/greeting", back="/log", told=lambda ask, _done, _named: say("console.greeted", name=ask.name)
    ),
)
def greeting(_station, ask, asker):
    """Say hello."""
    words = f"xin chào {ask.name}, {asker.shown} đây"
    return Greeting(words=words.upper() if ask.loud else words)
'''
PAGE = '''
from fastapi import Request
from starlette.responses import Response

from broadcaster.web.site.page_routes import ANYBODY, Pages


def routes(shell):
    made = Pages(shell)

    @made.get("/hello", needs=ANYBODY)
    def show(request: Request) -> Response:
        """Say hello."""
        return shell.page(request, "hello", {})

    return made.router
'''
TEMPLATE = """
{% extends 'base.html' %}
{% block title %}{{ t('console.page.hello') }}{% endblock %}
{% block main %}<h1>{{ t('console.page.hello') }}</h1>{% endblock %}
"""
HELLO = """
    PageEntry(
        name="hello", address="/hello", icon="house", needs=None, module="web.people.hello", spot=Spot.NONE
    ),
"""


class Copy:
    """The package in another folder, the recipes' edits, and a station that runs on it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.package = top / "broadcaster"
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("broadcaster", "scripts", "docs"):
            shutil.copytree(ROOT / name, top / name, ignore=ignored)
        # Without the current folder, in which the package itself lies.
        self.environment = {"PYTHONPATH": str(top), "PYTHONSAFEPATH": "1"}
        self.station = Broadcaster(top / "station", self.environment)

    def recipe(
        self, what: str, name: str, edits: Mapping[str, str | Sequence[tuple[str, str]]], *, room: str = ""
    ) -> None:
        """Carry out a recipe: new modules, and insertions before a piece of a module that is there.

        Fails if the places are not those that CONTRIBUTING names in brackets behind `what`.
        """
        found = re.search(rf"^- \*\*{re.escape(what)}\*\* \(([^)]*)\)", CONTRIBUTING, re.MULTILINE)
        assert found, f"CONTRIBUTING has no recipe for {what}"
        places = {
            place.replace("NAME", name).replace("ROOM", room) for place in re.findall(r"`([^`]*)`", found[1])
        }
        assert {*edits} == places
        for place, edit in edits.items():
            path = self.package / place
            if isinstance(edit, str):
                assert not path.exists()
                path.write_text(edit, "utf-8")
                continue
            text = path.read_text("utf-8")
            for before, inserted in edit:
                assert text.count(before) == 1, (place, before)
                text = text.replace(before, inserted + before)
            path.write_text(text, "utf-8")

    def texts(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """Add texts as CONTRIBUTING says."""
        for column, language in enumerate(("vi", "en")):
            path = self.package / "core" / "text" / "locale" / language / "LC_MESSAGES" / "broadcaster.po"
            added = [f'\nmsgid "{key}"\nmsgstr "{pair[column]}"\n' for key, pair in texts.items()]
            path.write_text(path.read_text("utf-8") + "".join(added), "utf-8")

    def script(self, name: str) -> None:
        """Run one of the copy's scripts."""
        done = subprocess.run(
            [sys.executable, str(self.top / "scripts" / name)],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


TEXTS = {
    "keys.keying.lamp.shade": ("Chụp đèn.", "The lamp's shade."),
    "console.way.keying.lamp": ("Đèn", "A lamp"),
    "console.way.output.bucket": ("Cái xô", "A bucket"),
    "keys.output.bucket.bucket": ("Cái xô.", "The bucket."),
    "keys.sound.warmth": ("Độ ấm.", "How warm it sounds."),
    "timetable.shouted": ("Tên bản tin viết hoa hết", "The title is shouted"),
    "doctor.roof": ("Mái của {name}", "The roof of {name}"),
    "notices.way.pigeon": ("bồ câu", "pigeon"),
    "keys.notices.to.pigeon": ("Chuồng bồ câu.", "The loft of the pigeons."),
    "console.page.hello": ("Lời chào", "A greeting to all"),
    "cli.greet": ("Chào một tiếng", "Say hello"),
    "cli.hail": ("Nhờ đài chào.", "Have the station say hello."),
    "cli.hail_loud": ("Chào to.", "Shout."),
    "cli.greeted": ("{name} được chào: {words}", "{name} was greeted: {words}"),
    "console.greeted": ("Đã chào {name}.", "{name} is greeted."),
}


ENTRY = "@dataclass(frozen=True, slots=True, kw_only=True)\nclass "


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The copy with every recipe carried out."""
    made = Copy(tmp_path_factory.mktemp("copy"))
    hum = '    "hum": EngineEntry(module="engines.hum", maker="HumEngine", offline=True),\n'
    made.recipe(
        "an engine",
        "hum",
        {
            "speech/engines/hum.py": ENGINE,
            "station/registries/engines.py": [('    "tone": EngineEntry(', hum)],
        },
    )
    made.recipe(
        "a keyer",
        "lamp",
        {
            "playout/keying/lamp.py": DRIVER,
            "station/registries/keyings.py": [
                (f"{ENTRY}KeyingKind", KEYS.format(name="LampKeys", key="shade")),
                (
                    '        "http": KeyingKind(',
                    '        "lamp": KeyingKind(keys=LampKeys, module="lamp"),\n',
                ),
            ],
        },
    )
    bucket = '    "bucket": OutputEntry(module="bucket", keys=BucketKeys),\n'
    made.recipe(
        "an output",
        "bucket",
        {
            "playout/outputs/bucket.py": OUTPUT,
            "station/registries/outputs.py": [
                ("OUTPUTS = {", IMPORTS + KEYS.format(name="BucketKeys", key="bucket")),
                ('    "none": OutputEntry(', bucket),
            ],
        },
    )
    warmth = '    warmth: Annotated[int, Within(0, 9), Key(unit="°", since="9.9")] = 3\n'
    made.recipe(
        "a key of station.yaml, a message or a schedule",
        "sound",
        {"station/model/sound.py": [("    profile: Profile", warmth)]},
    )
    made.recipe(
        "a rule of the guard",
        "",
        {"timetable/rules/guard.py": [("RULES: tuple[Rule", RULE), ("trusted_clock)", "shouted, ")]},
    )
    made.recipe(
        "a check of `doctor`",
        "",
        {"upkeep/doctor/examination.py": [("CHECKS: tuple", CHECK), ("    _ffmpeg,\n", "    _roof,\n")]},
    )
    made.recipe(
        "a command",
        "greet",
        {
            "cli/upkeep/greet.py": COMMAND,
            "cli/__init__.py": [('    "schema":', '    "greet": "upkeep",\n')],
            "cli/upkeep/commands.py": [
                ('    "init": declare(', '    "greet": declare("upkeep.greet:greet", "cli.greet"),\n')
            ],
        },
        room="upkeep",
    )
    made.recipe(
        "a rule of reading",
        "smile",
        {
            "reading/signs/smile.py": SMILE,
            "reading/rulebook.py": [
                ("blanks, hyphens, marks, slips", "smile, "),
                ("    *blanks.MARKUP,", "    *smile.RULES,\n"),
            ],
        },
        room="signs",
    )
    made.recipe(
        "a question to the station",
        "greeting",
        {
            "api/questions/greeting.py": QUESTION,
            "api/questions/registry.py": [('    "decisions": (', '    "greeting": ("hail",),\n')],
        },
    )
    made.recipe(
        "a page of the console",
        "hello",
        {
            "web/people/hello.py": PAGE,
            "web/templates/hello.html": TEMPLATE,
            "web/site/registry.py": [('    PageEntry(\n        "certificate"', HELLO)],
        },
        room="people",
    )
    loft = (
        "    pigeon: Annotated[\n"
        '        str, WayEntry(module="pigeon"), Text.PATH, Special.APART, Key(example="loft.txt")\n'
        '    ] = field(default="", repr=False)\n'
    )
    made.recipe(
        "a way by which people are told",
        "pigeon",
        {
            "notices/sender/pigeon.py": PIGEON,
            "station/model/office.py": [('    language: Annotated[str, OneOf(("vi", "en"))]', loft)],
        },
    )
    made.texts(TEXTS)
    made.script("texts")
    made.script("station-page")
    made.script("api-page")
    made.station.write(
        "station.yaml",
        """\
name: Đài thử
timezone: UTC
speech: {engines: [hum]}
sound: {opening: none, closing: none, warmth: 5}
output: {bucket: heard.raw}
keying: {type: lamp, shade: lamp.txt, settle: 0s, noise: 0s, tail: 0s}
regulation: {quiet: none}
approval: {required: false}
""",
    )
    made.station.write("messages/quiet.yaml", "title: Nhỏ\nrepeat: 1\nparts: [say: Kính thưa bà con.]\n")
    made.station.write("messages/loud.yaml", "title: TO\nrepeat: 1\nparts: [say: Kính thưa bà con.]\n")
    made.station.write("schedules/all.yaml", 'messages: [quiet, loud]\nat: ["06:30"]\n')
    return made


@pytest.mark.lab
def test_station_with_all_that_was_added_then_is_whole(copy: Copy) -> None:
    done = copy.station("check", "--format", "json")

    found = json.loads(done.stdout)
    assert found["ok"], found
    assert {problem["severity"] for problem in found["problems"]} <= {"warning"}


@pytest.mark.lab
def test_engine_then_speaks_and_the_schema_offers_it(copy: Copy) -> None:
    made = copy.station.json("render", "quiet")
    schema = copy.station("schema", "station").stdout

    assert made["engine"] == "hum"
    assert '"hum"' in schema


@pytest.mark.lab
def test_keyer_and_output_then_serve_an_airing(copy: Copy) -> None:
    done = copy.station("play", "quiet")

    assert done.returncode == 0, done.stderr
    words = (copy.station.folder / "lamp.txt").read_text().split()
    assert words[-1] == "off"
    assert words.count("on") == 1
    assert any((copy.station.folder / "heard.raw").read_bytes())


@pytest.mark.lab
def test_keys_of_keyer_and_output_then_are_checked_like_others(copy: Copy) -> None:
    text = (copy.station.folder / "station.yaml").read_text("utf-8")
    wrong = Broadcaster(copy.top / "wrong", copy.environment)
    wrong.write("station.yaml", text.replace("shade:", "shadd:").replace("bucket:", "buckett:"))

    problems = {(p["code"], p["hint"]) for p in wrong.json("check")["problems"]}

    assert ("station.unknown_key", "did you mean 'shade'?") in problems


@pytest.mark.lab
def test_key_then_is_checked_offered_and_explained_everywhere(copy: Copy) -> None:
    wrong = Broadcaster(copy.top / "cold", copy.environment)
    wrong.write("station.yaml", "name: x\nsound: {warmth: 12, warmht: 3}\n")
    problems = {p["code"]: p for p in wrong.json("check")["problems"]}
    schema = json.loads(copy.station("schema", "station").stdout)
    warmth = schema["$defs"]["SoundForm"]["properties"]["warmth"]
    copy.station("init", str(copy.top / "new"))

    assert problems["station.too_big"]["message"].endswith("9")
    assert problems["station.unknown_key"]["hint"] == "did you mean 'warmth'?"
    assert (warmth["default"], warmth["maximum"], warmth["description"]) == (3, 9, "How warm it sounds.")
    page = (copy.top / "docs" / "station.md").read_text("utf-8")
    assert "| `warmth` | số nguyên từ 0 đến 9 ° | `3` | Độ ấm. | 9.9 |" in page
    assert "| `warmth` | a whole number from 0 to 9 ° | `3` | How warm it sounds. | 9.9 |" in page
    written = (copy.top / "new" / "station.yaml").read_text("utf-8")
    assert "#   warmth – How warm it sounds." in written
    assert "warmth: 3" in written


@pytest.mark.lab
def test_rule_of_the_guard_then_refuses_in_the_plan(copy: Copy) -> None:
    rows = copy.station.json("plan", "--days", "2")

    reasons = {row["message"]: (row["status"], row["reason"]) for row in rows}
    assert reasons["quiet"][0] == "planned"
    assert reasons["loud"][0] == "refused"
    assert "The title is shouted" in reasons["loud"][1]


@pytest.mark.lab
def test_check_of_doctor_then_has_its_line(copy: Copy) -> None:
    assert "The roof of Đài thử" in copy.station("doctor").stdout


@pytest.mark.lab
def test_command_then_is_listed_and_runs(copy: Copy) -> None:
    assert re.search(r"greet +Say hello", copy.station("--help").stdout)
    assert copy.station("greet").stdout == "xin chào\n"


@pytest.mark.lab
def test_rule_of_reading_then_reads(copy: Copy) -> None:
    assert copy.station("read", "--plain", "-", text="Chúc vui :-)\n").stdout == "chúc vui cười.\n"


@pytest.mark.lab
def test_page_and_way_of_notices_then_serve(copy: Copy) -> None:
    station = Broadcaster(copy.top / "running", copy.environment)
    loft = station.folder / "loft.txt"
    port = settled(station, f"{SETTINGS}notices: {{to: {{lan: {{roles: [officer], pigeon: {loft}}}}}}}\n")

    with station.running():
        with urlopen(f"http://127.0.0.1:{port}/hello") as page:
            shown = page.read().decode()
        told = station("notices", "test", "lan")

    assert "A greeting to all</h1>" in shown
    assert told.returncode == 0, told.stdout + told.stderr
    assert loft.read_text("utf-8")


PEOPLE = {"lan": ("officer",), "chi": ("viewer",)}
ASKING = """
import sys
from broadcaster.api.protocol.client import Client
from broadcaster.api.questions.greeting import AskGreeting
from pathlib import Path

class Session:
    token = sys.argv[2]
    def renew(self):
        return False

print(Client(Path(sys.argv[1]), Session()).ask(AskGreeting(name="An")).words)
"""


@dataclass
class Door:
    """One way to ask the question at the running station, as somebody."""

    station: Broadcaster
    port: int

    def route(self, who: str, **fields: object) -> object:
        """What the API answers, or the code of its error."""
        http = HttpClient(self.station.folder / "state", Session(self.token(who)))
        try:
            return http.post("/api/v1/greeting", fields)
        except BroadcasterError as error:
            return error.code

    def client(self, who: str) -> str:
        state = str(self.station.folder / "state")
        asked = [sys.executable, "-c", ASKING, state, self.token(who)]
        return subprocess.run(asked, env=self.station.environment, capture_output=True, text=True).stdout

    def command(self, who: str, *words: str, language: str = "en") -> str:
        """What the command tells."""
        asking = Broadcaster(self.station.folder, {**self.station.environment, "BROADCASTER_LANG": language})
        return asking("hail", *words, "--as", who, text=secret(who)).stderr

    def page(self, who: str, language: str = "en", **fields: str) -> tuple[int, str]:
        """The status of what a form sends, and the page that is shown then."""
        browser = Browser(self.port)
        browser.post("/sign-in", person=who, secret=secret(who))
        body = urlencode({"csrf": browser.token("/"), **fields}).encode()
        sent = {"content_type": FORM, "accept_language": language}
        status, headers, text = browser.ask("POST", "/greeting", body, **sent)
        place = headers.get("location")
        return status, text if place is None else browser.get(place, accept_language=language)[2]

    def token(self, who: str) -> str:
        http = HttpClient(self.station.folder / "state")
        shown: dict[str, object] = {"person": who, "password": secret(who)}
        return str(http.post("/api/v1/sign-in", shown)["token"])


@dataclass
class Session:
    """Somebody's token."""

    token: str | None

    def renew(self) -> bool:
        return False


@pytest.fixture(scope="module")
def door(copy: Copy) -> Iterator[Door]:
    station = Broadcaster(copy.top / "asked", copy.environment)
    port = settled(station)
    peopled(station, PEOPLE)
    with station.running("--trust-clock"):
        yield Door(station, port)


@pytest.mark.lab
def test_question_then_is_asked_at_each_door(copy: Copy, door: Door) -> None:
    """Of one module and one entry: route, client, command and a page's action, in both languages."""
    schema = HttpClient(door.station.folder / "state").get("/api/v1/openapi.json")

    assert door.route("lan", name="An") == {"words": "xin chào An, lan (lan) đây"}
    assert door.client("lan") == "xin chào An, lan (lan) đây\n"
    assert door.command("lan", "An") == "An was greeted: xin chào An, lan (lan) đây\n"
    assert door.command("lan", "An", "--loud", language="vi") == "An được chào: XIN CHÀO AN, LAN (LAN) ĐÂY\n"
    assert "An is greeted." in door.page("lan", name="An")[1]
    assert "Đã chào An." in door.page("lan", name="An", loud="true", language="vi")[1]
    assert "Have the station say hello." in door.station("hail", "--help").stdout
    route = schema["paths"]["/api/v1/greeting"]["post"]
    name = schema["components"]["schemas"]["AskGreeting"]["properties"]["name"]
    assert (route["operationId"], route["x-right"]) == ("greeting", "speak")
    assert (name["maxLength"], name["examples"]) == (9, ["An"])
    page = (copy.top / "docs" / "api.md").read_text("utf-8")
    assert "| `POST /greeting` | speak | `name`, `loud`? |" in page


@pytest.mark.lab
def test_question_then_is_refused_alike_at_each_door(door: Door) -> None:
    long = "A" * 10

    assert door.route("chi", name="An") == "people.not_allowed"
    assert door.client("chi") == ""
    assert "chi may not" in door.command("chi", "An")
    assert door.page("chi", name="An")[0] == 403
    assert door.page("chi", nonsense="An")[0] == 403, "who may not ask is not told how to"
    assert door.route("lan", name=long) == "service.not_understood"
    assert door.command("lan", long) == "Error: The request is not valid: body.name\n"
    assert door.page("lan", name=long)[0] == 422
    assert door.page("lan", name="An", loud="perhaps")[0] == 422
