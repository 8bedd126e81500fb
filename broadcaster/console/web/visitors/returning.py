"""Back to the page from which somebody was sent to sign in; never to another site."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.requests import Request

LONGEST = 500  # characters


def to_sign_in(request: Request) -> str:
    """The address where one signs in, and from which one comes back to the page that was asked for."""
    wanted = request.url if request.method == "GET" else urlsplit(request.headers.get("referer", ""))
    path = f"{wanted.path}?{wanted.query}" if wanted.query else wanted.path
    back = local(path)
    return "/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='/')}"


def from_page(request: Request) -> str:
    """The page of this console from which a form was sent; its first page where nobody knows."""
    came = urlsplit(request.headers.get("referer", ""))
    return local(f"{came.path}?{came.query}" if came.query else came.path)


def local(path: str) -> str:
    """A path of this console; its first page for whatever could lead elsewhere."""
    strange = not path.startswith("/") or path.startswith(("//", "/sign-")) or "\\" in path
    if strange or len(path) > LONGEST or not path.isprintable():
        return "/"
    return path
