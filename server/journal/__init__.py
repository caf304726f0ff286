"""Where events live and are never lost: protocol, backends, hash chain.

Lives here: durable append and replay. May not live here: rules of the queue, erasable personal data.
"""
