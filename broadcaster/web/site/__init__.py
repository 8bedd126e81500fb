"""What all pages share.

The server's end, the guard, the visitor, the list of pages, rights, threads and drafts; no page.
"""
