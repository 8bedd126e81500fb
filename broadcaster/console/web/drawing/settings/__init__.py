"""station.yaml and the rules of the ward as forms: sheets, groups, fields, and what was typed in them."""
