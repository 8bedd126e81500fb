"""Emergencies that repeat until somebody stops them."""
