"""What the demo adds to a hall.

Lives here: its open day, its printer. May not live here: anything a real hall needs.
"""
