// Builds the pages into server/web/static: one module and one style sheet per page, for Chrome 109 and later.
// build.json names the build: the first 16 hex digits of SHA-256 over all files.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "server/web/static");

const pages = {
  start: "server/web/browser/start/start",
  kiosk: "kiosk/web/kiosk",
  counter: "counter/web/counter",
  board: "display/web/board",
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const entryPoints = Object.entries(pages).flatMap(([name, path]) => [
  { in: join(root, `${path}.js`), out: name },
  { in: join(root, `${path}.css`), out: name },
]);

await build({
  entryPoints,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "chrome109",
  charset: "utf8",
  legalComments: "none",
  nodePaths: [join(root, "node_modules")],
  logLevel: "warning",
});

copyFileSync(join(root, "server/web/browser/icon.svg"), join(out, "icon.svg"));

const digest = createHash("sha256");
for (const name of readdirSync(out).sort()) digest.update(name).update(readFileSync(join(out, name)));
const id = digest.digest("hex").slice(0, 16);
writeFileSync(join(out, "build.json"), JSON.stringify({ build: id }) + "\n");
console.log(`pages built: ${id}`);
