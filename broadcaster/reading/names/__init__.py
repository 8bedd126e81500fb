"""The rules for words.

Abbreviations, titles, places, Roman numerals, foreign and plain words; what they stand for is data.
"""
