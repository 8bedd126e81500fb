"""Rules for words: abbreviations, titles, places, foreign and plain words."""
