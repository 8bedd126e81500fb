"""What may be asked of the station: each question with its right, its answer and its doors, declared once.

Those with values in the room of their subject are declared in `routes`, which makes HTTP of a declaration;
`cli.asking` makes a command of it, `web.site` an action of a page.
"""
