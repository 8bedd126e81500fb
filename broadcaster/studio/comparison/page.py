"""The page to compare voices: one HTML file with all sounds in it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from string import Template

from broadcaster.core.text.catalogue import explain, figures, language, say
from broadcaster.station.model.message import Message
from broadcaster.studio.comparison.measurement import Mute, Sample

# The policy forbids everything that is not in the file: so a page from a USB stick or a mail is safe.
_PAGE = Template("""\
<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; media-src data:; style-src 'unsafe-inline'">
<title>$title</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .5rem; text-align: left; vertical-align: middle; }
td.number { text-align: right; white-space: nowrap; }
audio { width: 20rem; max-width: 100%; }
.note { color: #555; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } .note { color: #aaa; } }
</style>
</head>
<body>
<h1>$title</h1>
<p>$intro</p>
<table>
<thead><tr>$headings</tr></thead>
<tbody>
$rows
</tbody>
</table>
<p class="note">$note</p>
</body>
</html>
""")
_COLUMNS = ("voice", "sound", "rate", "loudness", "understood")


def page(message: Message, samples: Sequence[Sample | Mute], rate: int) -> str:
    """The page as HTML. `rate`: syllables a minute that the station asks for."""
    heard = any(isinstance(sample, Sample) and sample.understood is not None for sample in samples)
    return _PAGE.substitute(
        language=escape(str(language())),
        title=escape(say("voices.page.title", title=message.title)),
        intro=escape(say("voices.page.intro", rate=rate)),
        headings="".join(f"<th>{escape(say(f'voices.page.{name}'))}</th>" for name in _COLUMNS),
        rows="\n".join(_row(sample) for sample in samples),
        note=escape(say("voices.page.note" if heard else "voices.page.no_recogniser")),
    )


def _row(sample: Sample | Mute) -> str:
    name = f"<th scope=row>{escape(sample.choice.label)}</th>"
    if isinstance(sample, Mute):
        return f"<tr>{name}<td colspan={len(_COLUMNS) - 1}>{escape(explain(sample.error))}</td></tr>"
    sound = base64.b64encode(sample.mp3).decode()
    share = "–" if sample.understood is None else f"{100 * sample.understood:.0f} %"
    numbers = (f"{sample.rate:.0f}", f"{figures().number(sample.loudness, '.1f')} LUFS", share)
    return (
        f'<tr>{name}<td><audio controls preload="none" src="data:audio/mpeg;base64,{sound}"></audio></td>'
        + "".join(f'<td class="number">{escape(number)}</td>' for number in numbers)
        + "</tr>"
    )
