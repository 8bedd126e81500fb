"""Open the web console beside a running station."""

from __future__ import annotations

import logging
import socket

from broadcaster.console.transport.web_server import WebServer
from broadcaster.console.web.site import Site
from broadcaster.service.station.facade import StationFacade

log = logging.getLogger(__name__)


def open_console(station: StationFacade) -> WebServer | None:
    """The console at the address of station.yaml; None where it cannot be opened.

    That is so where another program listens there, and where other computers could reach it: passwords would
    travel readable. It is no fault of the station, which airs without its console.
    """
    at = station.station.settings.console.listen
    if not at.local:
        log.warning("the web console is not opened at %s: it has no encryption yet", at.host)
        return None
    try:
        family = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((at.host, at.port), family=family, backlog=64)
    except OSError as error:
        log.warning("the web console cannot listen at %s:%d: %s", at.host, at.port, error)
        return None
    server = WebServer(Site(station, at.host), listener)
    server.start()
    return server
