"""What each role sees: one file per view, its shape and its builder, merged in build.

Lives here: pure functions of the folded state and the settings. May not live here: rules, the fold, clocks.
Times are Ms; windows are numbers; what changes with time alone is drawn by the page from these times or
stands in the live part.
"""
