"""The web console's certificate, its authority, and the names and addresses that it stands for.

The server is `api`.
"""
