"""The desk, which decides what airs next.

It decides on zones and transmitters too, without files, clocks, threads or sound: it
takes what happened and when, and gives orders.
"""
