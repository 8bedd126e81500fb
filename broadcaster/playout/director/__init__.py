"""The director, the one thread that owns the desk.

It carries the orders out, keeps the faults met, and what is asked for by hand until the desk has it;
nothing slow happens here.
"""
