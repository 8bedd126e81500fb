"""The form of each file.

Its keys, how their values are written, schema and reference made from them; what one file says
about another is `loading`.
"""
