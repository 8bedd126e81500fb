"""The outlook: what of a station without errors will not be heard, or not as it was meant.

`check` and `plan` report it. The running station does not use it: the guard and the desk decide what airs,
and the outlook applies the same rules ahead of time.
"""

from broadcaster.service.outlook.ahead import contents, outlook

__all__ = ["contents", "outlook"]
