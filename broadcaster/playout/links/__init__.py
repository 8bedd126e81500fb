"""The station's side of the links to the processes of the air.

To air, keyers, sources, listening and contacts; and their stand-ins for tests and dry runs;
no rule of what airs.
"""
