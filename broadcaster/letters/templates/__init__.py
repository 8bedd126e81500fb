"""Templates of messages, with blanks: the program's own here, the ward's in `templates/` of the station.

A template is a message file. Its blanks are marked as `broadcaster.station.blanks` says.
"""
