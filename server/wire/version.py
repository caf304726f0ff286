"""The release, told in one place: package, `jiaohao --version` and contract have it from here."""

VERSION = "0.1.0"
