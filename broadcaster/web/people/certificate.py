"""The page from which telephones and other computers take the console's authority; anybody may see it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.people.sign_in import qr
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.shell import Shell
from broadcaster.web.site.visitor import is_here

_KIND = "application/x-x509-ca-cert"  # what telephones offer to install


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell)
    door = shell.station.door

    @made.get("/certificate", needs=ANYBODY)
    def show(request: Request) -> Response:
        """At the station the code and the fingerprint, elsewhere the file; a person compares the two."""
        known = door.certificate.known
        encrypted = [each for each in door.addresses if each.startswith("https:")]
        values = {
            "kept": known,
            "addresses": encrypted,
            "picture": qr.picture(f"{encrypted[0]}/certificate") if encrypted else "",
            "at_station": is_here(request),
            "until": None if known is None else known.until.astimezone(shell.now.tzinfo),
            "halves": [] if known is None else _halves(known.fingerprint),
        }
        return shell.page(request, "certificate", values)

    @made.get("/certificate.crt", needs=ANYBODY)
    def authority() -> Response:
        known = door.certificate.known
        if known is None:
            return Response(status_code=404)
        name = 'attachment; filename="dai-truyen-thanh.crt"'
        return Response(known.authority, media_type=_KIND, headers={"Content-Disposition": name})

    return made.router


def _halves(fingerprint: str) -> list[str]:
    """A fingerprint in two lines, as telephones show it."""
    half = (len(fingerprint) + 1) // 2
    return [fingerprint[:half].rstrip(":"), fingerprint[half:]]
