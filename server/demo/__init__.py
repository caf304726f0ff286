"""What the demo adds to a hall.

Lives here: its open day, its printer, its screens of one click, its start page. May not live here: anything
a real hall needs.
"""
