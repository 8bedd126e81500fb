"""The ward of the recorded day: its settings, twenty messages, its schedules and its people."""

from __future__ import annotations

import re
import struct
import zlib
from array import array
from math import pi, sin

from tests.recorded_day.station import Language

PEOPLE = {
    "lan": ("Lò Thị Lan", ("officer",)),
    "tu": ("Tống Văn Tú", ("officer",)),
    "chi": ("Lý Thị Chi", ("leader",)),
    "hoa": ("Hà Văn Hoà", ("leader",)),
    "truc": ("Tao Văn Trực", ("duty",)),
    "xem": ("Vàng Thị Xem", ("viewer",)),
}
"""Beside the technician `kt`, who is the first."""

PIN = "749201"
"""Of who is on duty."""

DELAY = 0.4
"""Seconds by which the loudspeakers of the right channel are late."""

MUSIC, TONE = "recordings/nhac.wav", "recordings/mong.wav"


def secret(person: str) -> str:
    """A person's password."""
    return f"mật khẩu thật dài của {person}"


def settings(port: int) -> str:
    """station.yaml."""
    return f"""\
name: Đài truyền thanh phường Tân Phong
place: {{ward: phường Tân Phong, province: tỉnh Lai Châu}}
languages: [hmn]
timezone: Asia/Ho_Chi_Minh
speech: {{engines: [espeak]}}
voices: {{default: {{espeak: vi}}, cham: {{espeak: vi+f2}}}}
sound: {{opening: chime, closing: none}}
output: {{file: out}}
keying: {{type: file, file: keying.txt, settle: 0.2s, noise: 0s, tail: 0.2s}}
zones:
  trung-tam: {{channel: left}}
  ban-xa: {{channel: right, delay: {DELAY}s}}
approval: {{required: true}}
gain: {{all: 0, ban-xa: -3}}
sirens:
  lu: {{steps: [{{from: 500, to: 900, for: 0.6s}}, {{rest: 0.2s}}], times: 2}}
contacts:
  nut-lu: {{type: file, path: nut-lu, message: lu-quet, hold: 0.1s, emergency: true}}
sources: {{phong-hop: line-in:2}}
console: {{listen: 127.0.0.1:{port}}}
"""


OTHER = {
    "lexicon.yaml": "Bluezone: bờ lu dôn\nVH-XH: Văn hóa Xã hội\n",
    "calendar.yaml": """\
days:
  hoi-ban: {title: Ngày hội bản Cung, dates: [2026-03-05], off: false}
swaps: [{off: 2026-03-06, work: 2026-03-07}]
""",
    "regulation.yaml": """\
rules:
  - {by: Điều 8 khoản 2, quiet: ["21:00-06:00", "11:30-13:00"], sessions_per_day: 24}
exempt: {causes: [disaster], by: Điều 8 khoản 4}
orders: [{number: 215/UBND-VX, by: UBND tỉnh, from: 2026-03-04, until: 2026-03-05}]
""",
}


def message(title: str, *parts: str, more: str = "repeat: 1") -> str:
    """A message; each part is a line of YAML."""
    return "\n".join([f"title: {title}", more, "parts:", *(f"  - {part}" for part in parts)]) + "\n"


LONG_AT, CALM_AT, CUT_AT, BACK_AT = 20, 95, 164, 186
"""Seconds of the day: the long message begins; all that was planned by then is over; the airing into which
the power cut falls begins; the mains are back."""

MIDDLE, KILLED = 21, 16
"""Seconds from its beginning: a long message is in the middle of its second sentence; the mains fail."""

LONG_PART = "say: >-\n      " + " ".join(
    f"Việc thứ {n}, mỗi gia đình quét dọn sân nhà, ngõ xóm, khơi thông cống rãnh, phát quang bụi rậm, thu "
    f"gom rác trong tuần này."
    for n in ("nhất", "hai")
)
"""Two sentences of ten seconds: one can be cut in its middle on a busy computer too."""


def at(second: float) -> str:
    """A time of the day as a schedule has it."""
    return f"07:{int(second) // 60:02}:{int(second) % 60:02}"


SAID, RIGHT = "Mời bà con ra nhà văn hóa.", "Tin trước có lỗi."
"""What is said at once, and corrected. Messages have it too, so that its sound is made at dawn, in order: the
built-in voice speaks a sentence a little otherwise after other sentences."""

MESSAGES = {
    "chao": message("Lời chào", "say: Kính thưa bà con phường Tân Phong!"),
    "dai": message("Ba việc trong tuần", LONG_PART),
    "dai-hai": message("Ba việc trong tháng", LONG_PART.replace("tuần này", "tháng này")),
    "ngan": message("Họp tổ dân phố", "say: Mời bà con họp lúc 19h30 ngày 5/3."),
    "so": message("Tiền điện", "say: Giá điện tăng 4,8% từ ngày 1/3, còn 2.103 đồng/kWh. Gọi 1900 6769."),
    "nghi": message("Tiêm phòng", "say: Mời bà con đến TTXQP lúc 8h, theo CV 15/TB-UBND."),
    "lap": message(
        "Bluezone", "say: Bà con cài Bluezone.", more="repeat: 2\ngap: 1s\nlexicon: {Bluezone: bờ lu}"
    ),
    "nhac": message("Có nhạc", "say: Chào buổi sáng.", more=f"repeat: 1\nbed: {MUSIC}"),
    "mong": message("Tiếng Mông", f"play: {TONE}\n    language: hmn\n    title: Bản Mông", "pause: 0.5s"),
    "nhan": message(
        "Nhấn mạnh", "say: Số 0213 3876 543.\n    emphasis: slow", "pause: 0.3s", "say: Xin hết."
    ),
    "giong": message("Giọng khác", "say: Tin của hội phụ nữ.", more="repeat: 1\nvoice: cham"),
    "uu-tien": message("Rét đậm", "say: Rét đậm về đêm nay.", more="repeat: 1\npriority: priority"),
    "uu-tien-hai": message(
        "Sương muối", "say: Sáng mai có sương muối.", more="repeat: 1\npriority: priority"
    ),
    "lu-quet": message(
        "Lũ quét", "say: Lũ đang về! Bà con lên cao.", more="repeat: 1\npriority: emergency\nsiren: lu"
    ),
    "chay-rung": message(
        "Cháy rừng",
        "say: Cháy rừng ở bản Cung.",
        more="priority: emergency\nsiren: lu\ncause: disaster\nrepeat: until_stopped\nevery: 30s",
    ),
    "tiep-am": message("Tiếp âm", "relay: phong-hop\n    for: 2s\n    else: chao"),
    "het-han": message("Đã hết hạn", "say: Đã qua.", more="repeat: 1\nvalid: {until: 2026-02-28}"),
    "chua-duyet": message("Chưa ai duyệt", f"say: {SAID}"),
    "tra-lai": message("Bị trả lại", f"say: 'Xin đính chính: {RIGHT}'"),
    "giay": message("Duyệt trên giấy", "say: Tin này lãnh đạo ký trên giấy."),
}

SCHEDULES = {
    "sang": f'message: dai\nat: ["{at(LONG_AT)}"]\n',
    "phien": f'messages: [chao, ngan]\nat: ["{at(64)}"]\nzones: [trung-tam]\n',
    "xa": f'message: lap\nat: ["{at(65)}"]\nzones: [ban-xa]\n',
    "hai-uu": f'message: uu-tien\nat: ["{at(78)}"]\n',
    "hai-uu-b": f'message: uu-tien-hai\nat: ["{at(79)}"]\n',
    "cup-dien": f'message: dai-hai\nat: ["{at(CUT_AT)}"]\ncatch_up: 10m\n',
    "lo": f'message: nhac\nat: ["{at(CUT_AT + 19)}"]\ncatch_up: 10m\n',
    "lo-han": f'message: giong\nat: ["{at(CUT_AT + 20)}"]\n',
    "trua": 'message: ngan\nat: ["11:45", "17:00"]\ndays: [mon, wed]\n',
    "ram": 'message: mong\nat: ["06:00"]\nlunar: ["15"]\nexcept: {holidays: true}\n',
    "thang": 'message: giong\nat: ["17:30"]\nmonthly: [last, {weekday: mon, nth: 2}]\nnearest: workday\n',
    "hoi": 'message: nhan\nevery: 2h\nbetween: "07:30-11:00"\nnamed: [hoi-ban]\njitter: 2m\n',
    "cho-duyet": f'message: chua-duyet\nat: ["{at(82)}", "08:00"]\n',
    "qua-han": 'message: het-han\nat: ["09:00"]\n',
    "nghi": 'message: uu-tien\nat: ["16:00"]\npaused: true\n',
    "trung": 'message: so\nat: ["16:00"]\nvalid: {until: 2026-03-20}\n',
}
"""At seconds of the day that `day.py` counts on, and at hours that nobody lives to see."""


def sound(seconds: float, pitch: float, rate: int = 22050) -> bytes:
    """A WAV file with a tone."""
    samples = array("h", (round(8000 * sin(2 * pi * pitch * n / rate)) for n in range(round(seconds * rate))))
    data = samples.tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVE"
        + form
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def photo() -> bytes:
    """A photo of a signed form: a white sheet as PNG."""
    width, height = 900, 1200
    rows = (b"\0" + b"\xff" * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def files(port: int) -> dict[str, str | bytes]:
    """Every file of the station by its name."""
    return {
        "station.yaml": settings(port),
        MUSIC: sound(4, 330),
        TONE: sound(1.5, 550),
        **OTHER,
        **{f"messages/{name}.yaml": text for name, text in MESSAGES.items()},
        **{f"schedules/{name}.yaml": text for name, text in SCHEDULES.items()},
    }


VISITORS: tuple[tuple[str, Language, bool], ...] = (
    ("chi", "vi", True),
    ("kt", "vi", False),
    ("xem", "vi", False),
    ("lan", "en", False),
    ("", "vi", False),
    ("", "en", False),
)
"""Who reads the pages, in which language, and whether those of each message and schedule too."""

ADDRESSES = (
    "/", "/messages", "/messages/new", "/schedules", "/schedules/month", "/schedules/year", "/approvals",
    "/live", "/live/speaker", "/recordings", "/log", "/log?tests=true", "/lexicon", "/lexicon?q=covid",
    "/voices", "/settings", "/settings/people", "/settings/people/lan", "/settings/notices",
    "/settings/history", "/settings/text", "/account", "/emergency", "/emergency/now", "/emergency/live",
    "/correct", "/sign-in", "/sign-in/code", "/certificate", "/strip", "/today/now", "/today/day",
    "/today/side", "/messages/edit/khong-co", "/khong-co",
)  # fmt: skip
"""Where reading begins: what no link leads to as well."""

_AIRING = re.compile(r"/schedules/airing\?.*at=2026-03-0[45]T")
_EACH = re.compile(r"/messages/(edit|rename|history|share|letter|template)/|/schedules/(edit/|airing)")
_ENDLESS = ("/correct?", "/events", "/log/report", "/log/sound", "/recordings/sound")
_FEW = re.compile(
    r"/messages/(edit|rename|history|share|template)/(dai|mong|so|chay-rung|flood)\b|/schedules/edit/(ram|phien)"
)


def wanted(path: str, *, wide: bool) -> bool:
    """False for pages of which there is one for each day or sound, and, unless `wide`, for each message."""
    if path.startswith("/static/"):
        return wide
    if re.match(r"/schedules(/month|/year)?\?(from|year)=", path):
        return path.endswith(("from=2026-03-09", "year=2027"))
    if path.startswith("/schedules/airing"):
        return wide and _AIRING.match(path) is not None
    if path.endswith((".mp3", ".wav")) or path.startswith(_ENDLESS):
        return False
    if path.startswith("/account"):
        return not wide  # a list of sessions, which are more on a slow computer
    if "/recordings?message=" in path:
        return "message=mong" in path
    return _EACH.match(path) is None or _FEW.match(path) is not None or (wide and "/template/" not in path)


EVENING: dict[str, tuple[str, ...]] = {
    "check": ("check", "--format", "json"),
    "check-text": ("check",),
    "plan": ("plan", "--format", "json", "--from", "2026-03-03"),
    "plan-table": ("plan", "--from", "2026-03-03", "--days", "3"),
    "plan-week": ("plan", "--week", "--plain", "--from", "2026-03-04"),
    "plan-csv": ("plan", "--format", "csv", "--from", "2026-03-04"),
    "status": ("status", "--format", "json"),
    "status-text": ("status",),
    "log": ("log", "--format", "json"),
    "log-table": ("log",),
    "log-csv": ("log", "--format", "csv"),
    "log-events": ("log", "events"),
    "log-verify": ("log", "verify"),
    "approvals": ("approvals", "--format", "json"),
    "approvals-text": ("approvals",),
    "people": ("people", "--format", "json"),
    "people-text": ("people",),
    "regulation": ("regulation",),
    "lexicon": ("lexicon",),
    "calendar": ("calendar",),
    "read": ("read", "so", "--format", "json"),
    "read-text": ("read", "nghi"),
    "render": ("render", "lap", "--format", "json"),
    "report": ("report", "--month", "2026-03"),
    "doctor": ("doctor",),
    "clock": ("clock",),
    "unknown": ("play", "khong-co"),
    "misspelt": ("chek",),
}
"""Commands after the station has ended."""

ANYWHERE: dict[str, tuple[str, ...]] = {
    "schema-message": ("schema", "message"),
    "schema-schedule": ("schema", "schedule"),
    "schema-station": ("schema", "station"),
    "new": ("new",),
    "new-flood": ("new", "flood"),
    "voices": ("voices",),
    "status": ("status", "--format", "json"),
}
"""Commands that need no station."""
