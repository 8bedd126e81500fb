"""Signing in: how a person shows who they are.

Passwords, PINs, authenticators, codes that work once, and the waits of who failed; what they then
may do is `roles`.
"""
