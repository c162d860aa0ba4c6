import type { WaldurSandbox } from "../../../sandbox/waldur";

/** One change by hand: reads the list, changes it, and sends it some milliseconds later. */
export interface HandEdit {
  readonly group: string;
  readonly attach: boolean;
  readonly pause: number;
}

/** What marks a call of the hand in the log; a server ignores it. */
const MARK = "by=hand";

/** Changes the groups of a server as somebody does who knows nothing of this package; what is refused is left. */
export async function hand(
  { apiUrl, token }: WaldurSandbox,
  server: string,
  release: "2024-10" | "2026",
  edits: readonly HandEdit[],
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
  const path = `${apiUrl}openstack-instances/${server}/`;
  for (const { group, attach, pause } of edits) {
    await sleep(pause);
    const found = await fetch(`${path}?${MARK}`, { headers }).then(jsonOf, () => undefined);
    if (found === undefined) continue;
    const urls =
      (found as { security_groups?: { url: string }[] }).security_groups?.map(({ url }) => url) ?? [];
    const own = `${apiUrl}openstack-security-groups/${group}/`;
    const list = attach ? [...new Set([...urls, own])] : urls.filter((url) => url !== own);
    const body = { security_groups: release === "2026" ? list : list.map((url) => ({ url })) };
    await fetch(`${path}update_security_groups/?${MARK}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    }).catch(() => undefined);
  }
}

const jsonOf = async (answer: Response): Promise<unknown> => (answer.ok ? answer.json() : undefined);

/** One list of groups that a server has taken. */
interface ServerWrite {
  readonly list: readonly string[];
  readonly isByHand: boolean;
  /** Whether a list of the hand was taken between the last read before this write and the write. */
  readonly hasHandBetween: boolean;
}

export interface ServerWrites {
  readonly writes: readonly ServerWrite[];
}

/** The lists that the server has taken, in order, from the log of the emulator. */
export function serverWrites({ log }: WaldurSandbox, server: string): ServerWrites {
  const calls = log.entries({ path: `openstack-instances/${server}/` });
  const writes: ServerWrite[] = [];
  let handSinceRead = false;
  // While a task is in progress, everything else is refused.
  let tasks = 0;
  for (const { level, method, path, status, query, body, fault } of calls) {
    if (level === "task") tasks -= 1;
    if (level !== "api") continue;
    const isByHand = JSON.stringify(query ?? "").includes("hand");
    const isRead = method === "GET" && status === 200 && fault === undefined;
    if (isRead && !isByHand) handSinceRead = false;
    if (method !== "POST" || !(status === 202 || (fault === "after" && tasks === 0))) continue;
    tasks += 1;
    if (!path.includes("update_security_groups")) continue;
    writes.push({ list: idsIn(body), isByHand, hasHandBetween: handSinceRead });
    if (isByHand) handSinceRead = true;
  }
  return { writes };
}

const idsIn = (body: unknown): string[] =>
  [...JSON.stringify(body).matchAll(/openstack-security-groups\/([0-9a-f]{32})/g)].map(([, id = ""]) => id);
