import { startE24cloudSandbox } from "./e24cloud";
import type { E24cloudSandbox, E24cloudSandboxOptions } from "./e24cloud";
import { startWaldurSandbox } from "./waldur";
import type { WaldurSandbox, WaldurSandboxOptions } from "./waldur";

export interface SandboxOptions {
  waldur?: WaldurSandboxOptions;
  e24cloud?: E24cloudSandboxOptions;
}

/** Emulators of both clouds' APIs, each on a port of its own on 127.0.0.1. */
export interface Sandbox {
  readonly waldur: WaldurSandbox;
  readonly e24cloud: E24cloudSandbox;
  close(): Promise<void>;
}

/** Starts both emulators. Where one can't start, the other does not stay behind. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const waldur = await startWaldurSandbox(options.waldur);
  try {
    const e24cloud = await startE24cloudSandbox(options.e24cloud);
    return {
      waldur,
      e24cloud,
      close: async () => {
        await Promise.all([waldur.close(), e24cloud.close()]);
      },
    };
  } catch (error) {
    await waldur.close();
    throw error;
  }
}
