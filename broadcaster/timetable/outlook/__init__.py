"""The outlook: what will not be heard although the station has no errors.

Also what will not be heard as it was meant, as `check` and `plan` tell it; it changes nothing.
"""
