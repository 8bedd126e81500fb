"""The rules for marks.

Lists, blanks, hyphens, slips of typing, punctuation; words and numbers are read elsewhere.
"""
