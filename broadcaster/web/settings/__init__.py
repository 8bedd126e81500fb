"""Pages of the settings of the station.

The ward's rules, who is told, and the examination of the machine, as forms and their pages; people
and their rights are `people`.
"""
