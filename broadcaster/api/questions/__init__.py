"""What may be asked of the station: each question with its right, its answer and its doors, declared once.

Values that stand in the room of their subject, or that need much to be answered, are declared in `routes`;
how a declaration becomes HTTP: there too; a command: `cli.asking`; an action of a page: `web.site`.
"""
