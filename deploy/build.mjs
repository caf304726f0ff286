// Builds the pages into server/web/static: one module and one style sheet per page, for Chrome 109 and later.
// build.json names the build: the first 16 hex digits of SHA-256 over all files.
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "server/web/static");

const pages = {
  start: "server/demo/web/start",
  enrol: "server/office/web/enrol",
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

// An icon becomes a short text: without comment, class and line breaks.
const icons = {
  name: "icons",
  setup: (made) =>
    made.onLoad({ filter: /\.svg$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/<!--.*?-->|class="[^"]*"/gs, "")
        .replace(/\s+/g, " ")
        .replaceAll("> <", "><")
        .trim(),
      loader: "text",
    })),
};

await build({
  entryPoints,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "chrome109",
  charset: "utf8",
  legalComments: "none",
  plugins: [icons],
  nodePaths: [join(root, "node_modules")],
  logLevel: "warning",
});

copyFileSync(join(root, "server/browser/icon.svg"), join(out, "icon.svg"));

// The Chinese face in slices: a browser fetches those it shows. The version in the path makes them cacheable
// for ever; a character that no slice has comes from the system's own face.
const face = join(root, "node_modules/@fontsource-variable/noto-sans-sc");
const { version } = JSON.parse(readFileSync(join(face, "package.json"), "utf8"));
const fonts = `fonts/${version}`;
cpSync(join(face, "files"), join(out, fonts), { recursive: true });
copyFileSync(join(face, "LICENSE"), join(out, fonts, "LICENSE"));
const slices = readFileSync(join(face, "index.css"), "utf8")
  .replaceAll("Noto Sans SC Variable", "Jiaohao Sans")
  .replaceAll("./files/", `./${fonts}/`);
writeFileSync(join(out, "fonts.css"), (await transform(slices, { loader: "css", minify: true })).code);

const digest = createHash("sha256");
for (const entry of readdirSync(out, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
  if (entry.isFile()) digest.update(entry.name).update(readFileSync(join(out, entry.name)));
const id = digest.digest("hex").slice(0, 16);
writeFileSync(join(out, "build.json"), JSON.stringify({ build: id }) + "\n");
console.log(`pages built: ${id}`);
