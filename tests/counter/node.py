"""The pure parts of the clerk's page, run by one node process for a whole file."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from tests.web.house import ROOT

# The table draws its icons from SVG files: bundled as the pages are.
SCRIPT = """
import { createInterface } from "node:readline";
import { build } from "esbuild";
const files = ["keys", "numbers", "commands", "fields"].map((name) => `counter/web/${name}`);
const contents = [...files, "server/browser/heard"].map((name) => `export * from "./${name}.js";`).join("");
const made = await build({
  stdin: { contents, resolveDir: process.cwd() },
  loader: { ".svg": "text" },
  bundle: true, write: false, format: "esm",
});
const url = `data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`;
const page = { ...(await import(url)) };
page.typed = (events) => {
  let [state, means] = [page.fresh(), []];
  const take = ([next, more]) => ([state, means] = [next, [...means, ...more]]);
  for (const { at, place, ...event } of events) {
    const text = event.key.length === 1 ? event.key : "";
    take(page.press(state, { sign: page.signOf(event), text, at, place }));
  }
  take(page.settle(state, 1e9));
  return { means, buffer: state.buffer, unsure: state.unsure };
};
page.rows = () => page.ACTS;
page.names = () => Object.keys(page.ACTS);
page.keyTable = () => page.KEYS;
page.made = (name, seen, choice) => page.ACTS[name].command?.(seen, choice ?? {});
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  console.log(JSON.stringify(page[name](...given) ?? null));
}
"""


class Node:
    """Calls functions of the page; `typed(events)` presses keys and tells what they meant."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "node is missing: deploy/test --setup installs it"
        self._process = subprocess.Popen(
            [node, "--input-type=module", "-e", SCRIPT],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, name: str, *given: Any) -> Any:
        """The result of page function `name`."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([name, *given]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"node ended in {name}{given}"
        return json.loads(answer)

    def end(self) -> None:
        """No more calls."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
