"""All routes of one hall, each family from its file."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint

from server.web import admission, api, health, me, media, pages, sessions, voice
from server.web.beats import Beats
from server.web.commands import Commands
from server.web.options import NOT_BUILT, Options, Rooms


def blueprints(rooms: Rooms, options: Options, commands: Commands, beats: Beats) -> Iterator[Blueprint]:
    """For the app to take in."""
    yield api.blueprint(rooms, commands, options)
    yield me.blueprint(rooms, beats, options)
    yield media.blueprint(rooms, options)
    yield voice.blueprint(rooms)
    yield admission.blueprint(rooms, options)
    yield sessions.blueprint(rooms, options)
    yield health.blueprint(rooms.engine, pages=options.build != NOT_BUILT)
    yield pages.blueprint(rooms, options)
