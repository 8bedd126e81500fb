"""The desk: decides what airs next. Pure: it is told what happened and when, and gives orders."""
