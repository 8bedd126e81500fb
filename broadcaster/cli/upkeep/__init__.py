"""Commands for setting a station up and for its maintenance.

Init, service, doctor, bench, backup, console, keying, notices.
"""
