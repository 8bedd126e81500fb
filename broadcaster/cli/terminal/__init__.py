"""What every command shares at the terminal.

Click's words, arguments, options, how a command begins and ends; click, the texts and the standard
library alone.
"""
