"""Pages of those who run the hall: the way to enrol a screen, and what is to come.

Lives here: pages and their words. May not live here: rules, routes, what other pages share (server/browser).
"""
