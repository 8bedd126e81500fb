"""Makes a draft message, to be heard, from the file of an official letter.

What is approved and aired belongs to other rooms.
"""
