"""The running hall: one writer per hall, the hall clock, the publisher.

Lives here: order, time and what is sent. May not live here: rules, HTTP, knowledge of a store.
"""
