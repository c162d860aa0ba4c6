import type { FaultAnswer } from "../../../sandbox/control";
import { until } from "../../runner/until";
import { addFault, type CallPlace, entriesOf, kindOf, type Level } from "./calls";
import type { World } from "./world";

/** What happens to an operation at one of its calls. */
export interface Disturbance {
  readonly name: string;
  /** Whether it ends the engine after running operations, or during them. */
  readonly endsEngine?: "in order" | "at once";
  readonly levels: readonly Level[];
  /** Begins it. @returns what must be waited for along with the operation */
  begin(world: World, at: CallPlace): ((isOver: () => boolean) => Promise<void>) | undefined;
}

const apis: readonly Level[] = ["waldur", "e24cloud"];
/** Longer than any run; it ends when the faults are cleared. */
const OUTAGE = 3_600_000;
/** Longer than any wait, in milliseconds at Waldur and in reads at e24cloud. */
const STALE = 3_600_000;

function spoilt(
  name: string,
  when: "before" | "after",
  answer: FaultAnswer,
  { levels = apis, forever = false }: { levels?: readonly Level[]; forever?: boolean } = {},
): Disturbance {
  return {
    name,
    levels,
    begin: ({ clouds }, at) => {
      addFault(clouds, at, { when, answer, ...(forever && { times: "forever" }) });
      return undefined;
    },
  };
}

const retryAfter = { "retry-after": "1" };

/** Every way in which an answer goes wrong, at either API. */
const atApis: readonly Disturbance[] = [
  spoilt("refused", "before", { outage: 200 }),
  spoilt("reset before the effect", "before", "reset"),
  spoilt("reset after the effect", "after", "reset"),
  spoilt("500", "before", { status: 500, body: { detail: "Internal Server Error" } }),
  spoilt("500 after the effect", "after", { status: 500, body: { detail: "Internal Server Error" } }),
  spoilt("502 with HTML", "before", "html"),
  spoilt("502 with HTML after the effect", "after", "html"),
  spoilt("429 with Retry-After", "before", {
    status: 429,
    body: { detail: "Throttled." },
    headers: retryAfter,
  }),
  spoilt("503 with Retry-After", "before", { status: 503, body: { detail: "Busy." }, headers: retryAfter }),
  spoilt("no answer ever", "before", "hang"),
  spoilt("no answer ever, after the effect", "after", "hang"),
  spoilt("truncated JSON", "after", "truncated"),
  spoilt("outage to the end of the run", "before", { outage: OUTAGE }),
  spoilt("outage to the end, after the effect", "after", { outage: OUTAGE }),
  {
    name: "stale reads for longer than any wait",
    levels: apis,
    begin:
      ({ clouds }, at) =>
      async (isOver) => {
        const server = at.level === "e24cloud" ? clouds.e24cloud : clouds.waldur;
        const reached = () =>
          entriesOf(clouds, at.level).filter((entry) => kindOf(entry) === at.kind).length > at.nth;
        // The reads after the calls that came before it are fresh.
        await until(() => at.nth === 0 || isOver() || reached());
        server.settings.set({ staleReads: STALE });
      },
  },
];

const openstack: readonly Level[] = ["openstack"];
const neutron = (status: number) => ({
  status,
  body: { NeutronError: { message: "Something went wrong." } },
});

/** The same of what Waldur asks of OpenStack. */
const atOpenStack: readonly Disturbance[] = [
  spoilt("OpenStack: 500", "before", neutron(500), { levels: openstack }),
  spoilt("OpenStack: 500 after the effect", "after", neutron(500), { levels: openstack }),
  spoilt("OpenStack: 409", "before", neutron(409), { levels: openstack }),
  spoilt("OpenStack: reset after the effect", "after", "reset", { levels: openstack }),
  spoilt("OpenStack: refused from there on", "before", "refuse", { levels: openstack, forever: true }),
];

export const faults: readonly Disturbance[] = [...atApis, ...atOpenStack];
