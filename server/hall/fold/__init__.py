"""From events to state: one file per thing, merged in apply. Total: it never raises, skips unknown things.

Lives here: changes of the accumulator in place. May not live here: settings, clocks, rules, views.
"""
