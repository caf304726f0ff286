"""What may be forgotten at any moment: who is online, which screen speaks, orders, tries; each with an end.

Lives here: rows with an end, leases, counts; how often somebody may try or ask. May not live here: anything
that must survive a restart, what the other rows mean.
"""
