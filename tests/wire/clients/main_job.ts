// A program of somebody else, on the generated types: main_job.js URL KIOSK CLERK, as main_job.py beside it.
import createClient from "openapi-fetch";
import type { components, paths } from "./jiaohao";

type Schemas = components["schemas"];
type Do = keyof Schemas["Results"] & Schemas["Command"]["do"];

declare const process: { argv: string[] };

const [url = "", kioskToken = "", clerkToken = ""] = process.argv.slice(2);
const client = (authorization: string) =>
  createClient<paths>({ baseUrl: url, headers: { Authorization: authorization } });
const kiosk = client(`Device ${kioskToken}`);
const clerk = client(`Bearer ${clerkToken}`);

async function give<D extends Do>(
  through: typeof kiosk,
  hall: string,
  body: Extract<Schemas["Command"], { do: D }>,
): Promise<Schemas["Results"][D]> {
  const { data, error } = await through.POST("/api/v1/halls/{hall}/commands", {
    params: { path: { hall }, header: { "Idempotency-Key": crypto.randomUUID() } },
    body,
  });
  if (error) throw new Error(error.code);
  return data.result as Schemas["Results"][D];
}

async function me(through: typeof kiosk): Promise<Schemas["Me"]> {
  const { data, error } = await through.GET("/api/v1/me");
  if (error) throw new Error(error.code);
  return data;
}

async function view(through: typeof kiosk, hall: string, role: Schemas["Frame"]["role"]) {
  const path = { hall, role };
  const { data, error } = await through.GET("/api/v1/halls/{hall}/views/{role}", { params: { path } });
  if (error) throw new Error(error.code);
  return data;
}

const machine = await me(kiosk);
const desk = await me(clerk);
const window = desk.window;
if (window === null) throw new Error("the clerk stands nowhere");
const taken = await give(kiosk, machine.hall, { do: "ticket.issue", line: "B" });
const called = await give(clerk, desk.hall, { do: "window.next", window });
const refused: Schemas["ProblemCode"] = await give(kiosk, machine.hall, { do: "window.next", window }).then(
  () => "internal",
  (error: Error) => error.message as Schemas["ProblemCode"],
);
if (refused !== "forbidden") throw new Error(refused);
const counter = await view(clerk, desk.hall, "counter");
const own = await view(kiosk, machine.hall, "kiosk");
if (counter.role !== "counter" || own.role !== "kiosk") throw new Error("another view");
const seen = {
  kiosk: [machine.role, machine.device],
  clerk: [desk.role, desk.window, desk.commands.includes("window.next")],
  issued: taken.number,
  called: called.number,
  current: counter.view.current?.number,
  lines: own.view.lines.map((line) => line.line),
  sessions: own.view.day.hours,
};
console.log(JSON.stringify(seen));
