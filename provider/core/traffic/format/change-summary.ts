import type { TrafficSet } from "../set";
import { trafficChange, type FormatOptions } from "./format";
import { listed } from "./listed";

/** What a change of rules means for traffic. */
export interface ChangeSummary {
  /** Traffic that becomes allowed, in words. */
  readonly opens: readonly string[];
  /** Traffic that is no longer allowed. */
  readonly closes: readonly string[];
  /** Whether all that is allowed before and after is allowed in between, or why not. */
  readonly gapFree: true | { readonly why: string };
}

export interface SummaryOptions extends FormatOptions {
  /** What to keep out of the words: addresses and groups, or ports and ICMP types. */
  readonly hidden?: { readonly peers: boolean; readonly ports: boolean };
}

/** @param gapFree what the plan says of the way from one set to the other */
export function changeSummary(
  old: TrafficSet,
  wanted: TrafficSet,
  gapFree: ChangeSummary["gapFree"],
  { hidden = { peers: false, ports: false }, ...words }: SummaryOptions = {},
): ChangeSummary {
  const { opens, closes } = trafficChange(old, wanted, words);
  const shown = (traffic: readonly string[]) => {
    const hide = (text: string) => (hidden.ports ? withoutPorts(text) : text);
    return [...new Set(traffic.map((text) => hide(hidden.peers ? withoutPeers(text) : text)))];
  };
  return { opens: shown(opens), closes: shown(closes), gapFree };
}

/** `tcp 443 from 10.0.0.0/8` as `tcp 443`. */
const withoutPeers = (text: string) => text.replace(/ (from|to) .*$/, "");

/** `tcp 443 from 10.0.0.0/8` as `tcp from 10.0.0.0/8`. */
const withoutPorts = (text: string) =>
  text.replace(/^((?:egress )?(?:protocol \d+|\S+)).*?( (?:from|to) .*)?$/, "$1$2");

/**
 * One line: `web: opens tcp 9100 from 10.0.0.0/8; closes nothing; gap-free`.
 * @param title what it begins with, such as `web:`
 */
export function summaryLine(title: string, { opens, closes, gapFree }: ChangeSummary): string {
  const gap = gapFree === true ? "gap-free" : `not gap-free: ${gapFree.why}`;
  return `${title} opens ${items(opens)}; closes ${items(closes)}; ${gap}`;
}

const items = (words: readonly string[]) => (words.length === 0 ? "nothing" : listed(words, " and "));
