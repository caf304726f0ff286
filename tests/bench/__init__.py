"""Benchmarks: `python -m tests.bench`. Each figure stands beside a floor measured in the same run.

Lives here: load, floors, the table, history.csv. May not live here: tests that pass or fail by time.
"""
