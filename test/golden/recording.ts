import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** What undici publishes of a request (`undici:request:*`), as far as it is read here. */
interface SentRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly headers: readonly unknown[];
  readonly body: unknown;
}

/** A call to a server, with its result. */
interface Call {
  readonly text: string;
  /** Whether it is only a read. */
  readonly isRead: boolean;
  outcome: string;
}

type Entry = string | Call;

/** e24cloud reads groups by POST as well, without a body. */
const isRead = ({ method, body, path }: SentRequest) =>
  method === "GET" || (method === "POST" && bodyText(body) === "" && /\/groups(\/[^/]+)?$/.test(path));

/** What one scenario says and sends, in the order in which that happens. */
export class Recording {
  private readonly entries: Entry[] = [];
  private readonly calls = new WeakMap<object, Call>();
  /** Whether the headers of calls are recorded. */
  showsHeaders = false;

  private readonly created = (message: unknown) => this.sent(requestOf(message));
  private readonly answered = (message: unknown) => this.end(requestOf(message), String(statusOf(message)));
  private readonly failed = (message: unknown) => this.end(requestOf(message), "no answer");

  start(): void {
    subscribe("undici:request:create", this.created);
    subscribe("undici:request:headers", this.answered);
    subscribe("undici:request:error", this.failed);
  }

  stop(): void {
    unsubscribe("undici:request:create", this.created);
    unsubscribe("undici:request:headers", this.answered);
    unsubscribe("undici:request:error", this.failed);
  }

  /** Adds a line. */
  line(text: string): void {
    this.entries.push(text);
  }

  /** Adds properties, one a line. */
  properties(title: string, properties: object): void {
    this.line(`  ${title}`);
    for (const [name, value] of Object.entries(properties))
      this.line(`    ${name}: ${JSON.stringify(value)}`);
  }

  /** All of it, without what differs from run to run: how often something is polled, ids, ports, times. */
  text(): string {
    return masked(withoutRepeatedReads(this.entries).join("\n")) + "\n";
  }

  private sent(request: SentRequest): void {
    const { method, origin, path, headers, body } = request;
    const shown = this.showsHeaders ? headerLines(headers) : [];
    const parts = [
      `    | ${method} ${origin}${path}`,
      ...shown,
      ...[bodyText(body)].filter(Boolean).map(indented),
    ];
    const call: Call = { text: parts.join("\n"), isRead: isRead(request), outcome: "" };
    this.calls.set(request, call);
    this.entries.push(call);
  }

  private end(request: SentRequest, outcome: string): void {
    const call = this.calls.get(request);
    // An answer that breaks off has had its status before.
    if (call !== undefined) call.outcome = [call.outcome, outcome].filter(Boolean).join(", then ");
  }
}

const indented = (text: string) => `    |   ${text}`;

const bodyText = (body: unknown): string =>
  typeof body === "string" || body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : "";

function headerLines(headers: readonly unknown[]): string[] {
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []));
  return pairs.map(([name, value]) => indented(`${String(name)}: ${String(value)}`)).toSorted();
}

function requestOf(message: unknown): SentRequest {
  return (message as { readonly request: SentRequest }).request;
}

const statusOf = (message: unknown) =>
  (message as { readonly response: { readonly statusCode: number } }).response.statusCode;

/** Between two lines or writes, each read once: how often a wait polls depends on the machine. */
function withoutRepeatedReads(entries: readonly Entry[]): string[] {
  const lines: string[] = [];
  let reads = new Map<string, Call>();
  const flush = () => {
    lines.push(...[...reads.values()].map(callText));
    reads = new Map();
  };
  for (const entry of entries) {
    if (typeof entry === "string" || !entry.isRead) {
      flush();
      lines.push(typeof entry === "string" ? entry : callText(entry));
    } else {
      // The last poll of a wait whose time is over may have no answer.
      const before = reads.get(entry.text);
      reads.set(entry.text, /^\d+$/.test(entry.outcome) ? entry : (before ?? entry));
    }
  }
  flush();
  return lines;
}

const callText = ({ text, outcome }: Call) => text.replace(/$/m, ` -> ${outcome || "not waited for"}`);

/** Ids and servers by the order in which they come up. */
function masked(text: string): string {
  const ids = new Map<string, number>();
  const servers = new Map<string, number>();
  const number = (known: Map<string, number>, key: string) => {
    known.set(key, known.get(key) ?? known.size + 1);
    return known.get(key) ?? 0;
  };
  return text
    .replace(/%3A/g, ":")
    .replace(/%2F/g, "/")
    .replace(/127\.0\.0\.1:\d+/g, (server) => `<server ${number(servers, server)}>`)
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, (id) => `<id-${number(ids, plain(id))}>`)
    .replace(/\b[0-9a-f]{32}\b/gi, (id) => `<id ${number(ids, plain(id))}>`)
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-][\d:]{5})/g, "<time>")
    .replace(/\b\d{4}-\d{2}-\d{2} [\d:]{8} UTC/g, "<time>")
    .replace(/created_from=\d+/g, "created_from=<time>")
    .replace(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g, "<date>")
    .replace(/(Authorization: \S+:)\S+/g, "$1<signature>")
    .replace(/node\/v?[\d.]+/g, "node/<version>");
}

const plain = (id: string) => id.replaceAll("-", "").toLowerCase();
