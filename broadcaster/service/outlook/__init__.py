"""Will it air? What of a station that is right in form will not be heard, or not as it was meant.

`check` and `plan` tell it. The running station takes none of it into account: what airs is decided by
the guard and the desk, and this is their judgement told ahead, by the same rules.
"""

from broadcaster.service.outlook.ahead import contents, outlook

__all__ = ["contents", "outlook"]
