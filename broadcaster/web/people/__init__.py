"""Pages about people and what each may do.

Signing in, one's own account, the station's people, what the leadership approves, and the
certificate that their telephones trust.
"""
