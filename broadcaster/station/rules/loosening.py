"""What loosens the station's rules: which changes of station.yaml and regulation.yaml wait for a yes. Pure.

Which keys can loosen, and in which direction, is declared beside each key (`Loosens`, `Looser` in
`declared.py`); this module judges by it. What tightens holds at once, key by key; what loosens stays as it
was. Quiet hours and the zone are judged in `quiet.py`, with all their rules at once; quotas, so too, in
`regulation.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter

from broadcaster.station.model.keys import Loosens, Looser, hints, loosens
from broadcaster.station.model.office import Listen
from broadcaster.station.model.regulation import Limits
from broadcaster.station.model.service import ServiceInUse
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.rulebook import is_stricter, limits_of

QUOTAS = "regulation"
"""The path under which quotas are kept, whichever file they stand in."""

LOGINS = "keying"
"""The path under which the servers are kept that get a password to switch something.

Whoever writes station.yaml may not read secrets.yaml, and could have any of it sent to a server of theirs.
"""

_SEAL = "sha256:"
_ENTRIES = (Loosens.ENTRIES, Loosens.SERVICES)
_SERVERS: TypeAdapter[frozenset[str]] = TypeAdapter(frozenset[str])
_LIMITS: TypeAdapter[Limits | None] = TypeAdapter(Limits | None)

Keys = Mapping[str, str]
"""What loosens by its path (`approval.own`, `sources.vov1`), as JSON; a digest where the value is sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """One key whose change waits."""

    path: str
    old: str | None  # as JSON, or sealed; None for an entry that is new
    new: str | None  # None for quotas that would only warn


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that can loosen."""

    path: str
    how: Loosens | Looser
    adapter: TypeAdapter[Any]  # of the value, or of an entry


@cache
def keys() -> tuple[_Key, ...]:
    """All keys of station.yaml that can loosen, but for quiet hours and quotas."""
    return tuple(
        _Key(path, how, _adapter(hint, how))
        for path, hint in declared(Settings)
        if (how := loosens(hint)) not in (None, Loosens.NOTHING, Loosens.QUIET, Loosens.QUOTAS)
        and how is not None
    )


def declared(kind: type) -> Iterator[tuple[str, object]]:
    """The keys of a file by their paths, as deep as what they loosen is declared: a block beside its field.

    A key whose hint has no declaration has none beside its block either.
    """
    for name, hint in hints(kind).items():
        block = _plain(hint)
        if loosens(hint) is None and isinstance(block, type) and is_dataclass(block):
            yield from ((f"{name}.{below}", each) for below, each in declared(block))
        else:
            yield name, hint


def keys_of(settings: Settings) -> dict[str, str]:
    """What the station's files state of the keys that loosen."""
    found = {
        QUOTAS: _LIMITS.dump_json(limits_of(settings)).decode(),
        LOGINS: json.dumps(sorted(settings.key_logins)),
    }
    for key in keys():
        if key.how in _ENTRIES:
            written = _written(settings, key)
            found |= {f"{key.path}.{name}": _json(key, entry) for name, entry in written.items()}
        else:
            found[key.path] = _json(key, attrgetter(key.path)(settings))
    return found


def strictest(settings: Settings) -> dict[str, str]:
    """What holds where nobody knows what held: nothing airs or is asked for that a leader has not seen."""
    wanted = keys_of(settings)
    for key in keys():
        if key.how in _ENTRIES:
            wanted = {path: text for path, text in wanted.items() if not path.startswith(f"{key.path}.")}
        elif key.how is Loosens.ADDRESS:
            wanted[key.path] = _json(key, Listen())
        elif key.how is Loosens.LOGIN:
            wanted[key.path] = "null"
        elif key.how in (Loosens.STATED, Loosens.OTHER, Loosens.TEXT):
            wanted[key.path] = _json(key, "")
    return wanted | {
        LOGINS: "[]",
        "approval.required": "true",
        "approval.own": "false",
        "approval.at_once": '"leader"',
    }


def under(
    settings: Settings, held: Keys, stated: Keys | None = None
) -> tuple[Settings, tuple[Loosened, ...]]:
    """`settings` with each key that they loosen as it was, and what of them waits.

    Args:
        stated: what they state, where that is known already; see `keys_of`.
        held: what holds; a key that it does not know came with the program, and holds as it is written, but
            for the text of a file: of that none was accepted.
    """
    waiting: list[Loosened] = []
    wanted = stated or keys_of(settings)
    for key in keys():
        if key.how in _ENTRIES:
            settings = _entries(settings, key, held, waiting)
            continue
        old, new = held.get(key.path, _unread(key)), wanted[key.path]
        if old is not None and old != new and _looser(key, old, new):
            waiting.append(Loosened(path=key.path, old=old, new=new))
            settings = _held(settings, key, old)
    if QUOTAS in held:
        limits = _LIMITS.validate_json(held[QUOTAS])
        if not is_stricter(limits_of(settings), limits):
            waiting.append(Loosened(path=QUOTAS, old=held[QUOTAS], new=wanted[QUOTAS]))
            settings = replace(settings, still_limits=limits)
    if strange := _strange_logins(settings, held):
        waiting.append(Loosened(path=LOGINS, old=held[LOGINS], new=wanted[LOGINS]))
        settings = settings.without_logins(strange)
    return settings, tuple(waiting)


def as_held(settings: Settings, held: Keys) -> Settings:
    """`settings` with each key that can loosen as it is held: confirmed, or as it was so far."""
    for key in keys():
        if key.how is Loosens.SERVICES:
            settings = _entries(settings, key, held, [])
        elif key.how is Loosens.ENTRIES:
            begin = f"{key.path}."
            texts = {path.removeprefix(begin): text for path, text in held.items() if path.startswith(begin)}
            known = {n: key.adapter.validate_json(t) for n, t in texts.items() if not t.startswith(_SEAL)}
            settings = _with(settings, key.path, MappingProxyType(known))
        elif (text := held.get(key.path, _unread(key))) is not None:
            settings = _held(settings, key, text)
    settings = settings.without_logins(_strange_logins(settings, held))
    limits = _LIMITS.validate_json(held[QUOTAS]) if QUOTAS in held else None
    return replace(settings, still_limits=None if is_stricter(limits_of(settings), limits) else limits)


def _strange_logins(settings: Settings, held: Keys) -> frozenset[str]:
    known = _SERVERS.validate_json(held[LOGINS]) if LOGINS in held else settings.key_logins
    return settings.key_logins - known


def accepted(keys_stated: Keys) -> dict[str, str]:
    """What holds of a station that is new: all as it is written, but no text of a file."""
    texts = {key.path for key in keys() if key.how is Loosens.TEXT}
    return {path: text for path, text in keys_stated.items() if path not in texts}


def held_after(stated: Keys, waiting: tuple[Loosened, ...]) -> dict[str, str]:
    """What holds once settings that state this were taken, while some of it waits."""
    found = dict(stated)
    for one in waiting:
        if one.old is None:
            found.pop(one.path, None)
        else:
            found[one.path] = one.old
    return found


def sealed(held: Keys) -> dict[str, str]:
    """The same for a file that is copied and sent: an entry may have a password in it, so only its digest."""
    entries = tuple(f"{key.path}." for key in keys() if key.how in _ENTRIES)
    return {path: _seal(text) if path.startswith(entries) else text for path, text in held.items()}


def sound(held: Keys) -> Keys:
    """The same; raises ValueError where a value is none of its key."""
    known = {key.path: key for key in keys()}
    for path, text in held.items():
        if path == QUOTAS:
            _LIMITS.validate_json(text)
        if path == LOGINS:
            _SERVERS.validate_json(text)
        if path in (QUOTAS, LOGINS):
            continue
        key = known.get(path) or known.get(path.partition(".")[0])
        if key is not None and not text.startswith(_SEAL):
            key.adapter.validate_json(text)
    return held


def mended(held: Keys, settings: Settings) -> Keys:
    """`held` with the strictest value of each key whose value is none of it, as of another version.

    Args:
        settings: as the station's files state them; they may state what waits for a yes.
    """
    strict, found = strictest(settings), dict(held)
    for path, text in held.items():
        try:
            sound({path: text})
        except ValueError:
            found.pop(path)
            if path in strict:
                found[path] = strict[path]
    return found


def _entries(settings: Settings, key: _Key, held: Keys, waiting: list[Loosened]) -> Settings:
    """The same with each entry that loosens as it was: the old one, or none; of a service none."""
    kept: dict[str, Any] = {}
    written = _written(settings, key)
    for name, entry in written.items():
        path, text = f"{key.path}.{name}", _json(key, entry)
        old = held.get(path)
        before = None if old is None or old.startswith(_SEAL) else key.adapter.validate_json(old)
        # Compared as values: a key that a newer program knows changes the text.
        if entry == before or old == _seal(text):
            kept[name] = entry
            continue
        waiting.append(Loosened(path=path, old=old, new=text))
        if before is not None:
            kept[name] = before
    if key.how is Loosens.SERVICES:
        return settings.without_engines([name for name in written if kept.get(name) is not written[name]])
    return settings if kept == dict(written) else _with(settings, key.path, MappingProxyType(kept))


def _held(settings: Settings, key: _Key, text: str) -> Settings:
    """The same with a key as it is held; of a login the password is none of what is held."""
    value, now = key.adapter.validate_json(text), attrgetter(key.path)(settings)
    if key.how is Loosens.LOGIN:
        if now is None or now.login in (None, value):
            return settings
        if value is None:
            value = replace(now, user="", password="")
        else:
            value = replace(value, user=now.user, password=now.password, sender=now.sender)
    found: Settings = _with(settings, key.path, value)
    return found


def _looser(key: _Key, old: str, new: str) -> bool:
    """True if the second value is looser than the first."""
    match key.how:
        case Looser(word, then):
            order = [str(word), str(then)]
            was, now = json.loads(old), json.loads(new)
            return now in order and (was not in order or order.index(now) < order.index(was))
        case Loosens.TRUE | Loosens.FALSE:
            return json.loads(new) is (key.how is Loosens.TRUE)
        case Loosens.LOGIN:
            return bool(json.loads(new) not in (None, json.loads(old)))
        case Loosens.STATED:
            return bool(json.loads(new))
        case Loosens.OTHER | Loosens.TEXT:
            return bool(json.loads(new) != json.loads(old))
        case Loosens.HIGHER:
            return float(json.loads(new)) > float(json.loads(old))
        case _:
            was, wanted = key.adapter.validate_json(old), key.adapter.validate_json(new)
            # At another port a stranger's page could stand at the address that everybody knows.
            return bool(wanted.port != was.port or (not wanted.local and wanted.host != was.host))


def _unread(key: _Key) -> str | None:
    """What holds of a key of which nobody knows what held: no text of a file; None for any other."""
    return '""' if key.how is Loosens.TEXT else None


def _written(settings: Settings, key: _Key) -> Mapping[str, Any]:
    """The entries of a mapping; of services those that are to speak."""
    entries: Mapping[str, Any] = attrgetter(key.path)(settings)
    return settings.services_listed if key.how is Loosens.SERVICES else entries


def _with(block: Any, path: str, value: Any) -> Any:  # noqa: ANN401 - of any key
    name, _, below = path.partition(".")
    return replace(block, **{name: _with(getattr(block, name), below, value) if below else value})


def _json(key: _Key, value: Any) -> str:  # noqa: ANN401 - of any key
    if key.how is Loosens.LOGIN and value is not None:
        value = value.login
    # Mappings that cannot be changed are unknown to it, and written as others.
    return key.adapter.dump_json(value, fallback=dict, warnings=False).decode()


def _seal(text: str) -> str:
    return _SEAL + hashlib.sha256(text.encode()).hexdigest()


def _adapter(hint: object, how: Loosens | Looser) -> TypeAdapter[Any]:
    plain = _plain(hint)
    if how is Loosens.SERVICES:
        return TypeAdapter(ServiceInUse)
    if how is Loosens.ENTRIES:
        plain = _plain(get_args(plain)[1])
    return TypeAdapter(plain)


def _plain(hint: object) -> Any:  # noqa: ANN401 - a type
    """A field's type without what stands beside it."""
    return get_args(hint)[0] if hasattr(hint, "__metadata__") and get_origin(hint) is not None else hint
