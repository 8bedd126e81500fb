"""Official letters: read from their files, understood by their layout, turned into a draft for the ear."""
