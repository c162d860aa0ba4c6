import { SecurityGroupsError } from "../../provider/errors";
import { type HandlerName, handlerNames, handlerOf, nativeTypeOf } from "../../provider/kit/resource-types";
import type { CallContext, ResourceHandlers } from "../../provider/kit/handlers";
import { typeInUrn } from "../../provider/kit/program-context";
import type { EngineLog } from "../../provider/engine/engine-log";
import type { Wording } from "../wording";

/** What the engine passes to each operation on a resource. */
interface Request {
  getUrn(): string;
  /** Seconds; 0 where the program does not say. */
  getTimeout?(): number;
}

/** The handlers as the engine's requests come to them: each with its type's handler and a context. */
export class Calls {
  private readonly cancellation = new AbortController();

  constructor(
    private readonly handlers: Readonly<Record<HandlerName, ResourceHandlers>>,
    private readonly log: EngineLog,
    private readonly wording: Wording,
  ) {}

  /** Runs a handler, and shows its lines before its result or its error. */
  async run<T>(
    request: Request,
    handle: (handlers: ResourceHandlers, context: CallContext) => Promise<T>,
  ): Promise<T> {
    const urn = request.getUrn();
    const timeout = request.getTimeout?.() ?? 0;
    const context: CallContext = {
      urn,
      print: (line) => this.log.print(urn, this.wording.ofText(line)),
      cancelled: this.cancellation.signal,
      timeout: timeout > 0 ? timeout : undefined,
    };
    try {
      return await handle(this.handlersOf(urn), context);
    } catch (error) {
      throw this.wording.ofError(error);
    } finally {
      await this.log.flushed();
    }
  }

  /**
   * Ends running operations: reads and waits at once, a write within a few seconds. What has been created by then is a partial
   * failure and goes into state.
   */
  cancel(): void {
    this.cancellation.abort();
  }

  private handlersOf(urn: string): ResourceHandlers {
    const type = typeInUrn(urn);
    const name = handlerOf(type);
    if (name !== undefined) return this.handlers[name];
    const types = handlerNames.map(nativeTypeOf).join(", ");
    throw new SecurityGroupsError(`${type} is not a type of this package: it has ${types}.`);
  }
}
