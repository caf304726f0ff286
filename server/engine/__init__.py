"""The running hall: one writer per hall, the hall clock, the publisher.

Lives here: concurrency and ordering. May not live here: rules, HTTP, knowledge of a store.
"""
