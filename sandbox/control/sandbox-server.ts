import type { Control } from "./control";

/** A server that listens, and the handle to control it. */
export interface SandboxServer<T extends object> extends Control<T> {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Stops listening and cuts the connections that are kept alive. */
  close(): Promise<void>;
}
