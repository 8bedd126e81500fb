"""How well speech is understood: the syllable error rate of an offline recogniser."""
