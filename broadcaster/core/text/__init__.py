"""Every text that people see.

From the one gettext domain, with its figures, tables and syllables; how a text is read aloud is
`reading`.
"""
