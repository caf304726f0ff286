"""The rules of the hall, pure: state, commands, events, who is next, what is said and shown.

Lives here: functions of (state, command, time). May not live here: clocks, randomness, input/output, any
framework; no other room is imported.

To add a command (a test fails until 1 to 5 stand):

    1  commands            its struct, in the union QueueCommand
    2  events              the fact it leads to, in the union HallEvent; it carries all that the fold needs
    3  rules/<its thing>   a function, and a row in ROWS: rule, result, whether it opens the day; a new
                           refusal is a row in errors.SENTENCES
    4  fold/<its thing>    a function that changes the state, and a row in ROWS
    5  server/registry/roles.py    who may
    6  its page            a row in its commands.js (do, key, icon), its words in words.js

A result that is not the usual one (the ticket, if any) is told in server/wire/results too.

To add a view: its shape and builder in views/<name>, a case in views/build, who sees it in
server/registry/roles.py, its page in deploy/build.mjs. A role is one row of server/registry/roles.py, an
alarm one check in views/alarms. A setting is a field in settings, the view that shows it, its page.
"""
