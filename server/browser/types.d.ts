// Types of the pages' own; those of the wire are in wire.d.ts.
import type { Command, Hello, Live, Problem, Results } from "./wire.js";

/** What a component draws. */
export type Drawn = import("preact").ComponentChildren;

export type Lang = "zh" | "en";

/** What a link knows; view and live come together. */
export interface Snapshot<V = unknown> {
  view: V | null;
  live: Live | null;
  hello: Hello | null;
  connected: boolean;
  refusal: { code: string } | null;
}

/** What a page is drawn with. */
export interface Shown<V> {
  link: import("./link.js").Link<V>;
  snapshot: Snapshot<V>;
  view: V;
  live: Live;
  now: number;
}

export interface Row {
  key: string;
  command: Command;
}

export interface Done {
  ok: true;
  day: string;
  seq: number;
  /** By the command's `do`. */
  result: Results[keyof Results];
}

/** Refused (problem), never happened (unsent), or given up (unknown). */
export interface Failed {
  ok: false;
  problem?: Problem;
  unsent?: true;
  unknown?: true;
}

export type Outcome = Done | Failed;

/** An answer over the socket: 200 with what came of it, or a problem. */
export type Ack = { status: 200; code?: undefined; day: string; seq: number; result: Results[keyof Results] } | Problem;

/** How long a touch may still happen, how long it is asked for (ms), and what to do when no answer comes. */
export interface Patience {
  valid: number;
  patience: number;
  slow?: () => void;
  keeps?: boolean; // a load finds it again, until forget(), also when it is done
}

/** What Commands needs of a link. */
export interface Way {
  connected(): boolean;
  ask(payload: object): Promise<Ack | null>;
  /** Server time in ms, 0 before the first word. */
  now(): number;
}

export type Act = (order: import("./wire.js").Order) => Report;

/** [state, detail] of a device.report. */
export type Report = ["done" | "refused" | "failed", string?];
