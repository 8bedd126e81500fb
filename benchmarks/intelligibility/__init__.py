"""How much of what is said is understood: syllable error rate by an offline recogniser."""
