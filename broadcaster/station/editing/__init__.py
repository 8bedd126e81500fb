"""Changes of the officers' files by the program, whole and with a history.

Who may make them is `people`.
"""
