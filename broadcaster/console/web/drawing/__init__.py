"""From values to what a browser draws: templates, assets, fields, outlines."""
