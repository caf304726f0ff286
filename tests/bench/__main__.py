"""`python -m tests.bench [name …] [--runs N] [--no-history]`: exit 1 when a goal is missed."""

from __future__ import annotations

import argparse
import sys

from tests.bench.benches import BENCHES
from tests.bench.figures import Figure, remember, table


def main() -> int:
    """Run, show, remember."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--runs", type=int, default=7, help="medians of so many pairs")
    parser.add_argument("--no-history", action="store_true", help="do not append to history.csv")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"no bench {', '.join(sorted(unknown))}")
    found: list[Figure] = []
    for name in options.names or BENCHES:
        print(f"{name} …", file=sys.stderr, flush=True)
        found += BENCHES[name](options.runs)
    print(table(found))
    if not options.no_history:
        remember(found)
    return 0 if all(figure.met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
