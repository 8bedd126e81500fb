"""The versions of a message, and which of them are approved.

What a decision is bound to, which approved ones are kept, and which of them airs.
"""
