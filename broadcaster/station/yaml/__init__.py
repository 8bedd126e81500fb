"""YAML as people write it: a tree of texts with places, faults in our words, edits that keep the rest."""
