import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isListening } from "./listener";
import { isOwn } from "./notes-folder";

const WEEK = 7 * 24 * 3600 * 1000;

/** A run, read from the name of its folder. */
export interface NamedRun {
  /** Identifies a machine: an address of another one cannot be tried here. */
  readonly place: string;
  /** Where its engine listens. */
  readonly address: string;
}

export const runName = ({ place, address }: NamedRun): string => `${place}-${encodeURIComponent(address)}`;

/**
 * Removes the notes of runs whose engine does not listen any longer, and what other machines left a week ago. Nothing
 * here may fail: it only tidies.
 */
export async function removeEndedRuns(folder: string, own: NamedRun): Promise<void> {
  await Promise.all(
    namesIn(folder).map(async (name) => {
      const path = join(folder, name);
      if (name !== runName(own) && (await hasEnded(path, name, own))) remove(path);
    }),
  );
}

function namesIn(folder: string): string[] {
  try {
    return isOwn(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

async function hasEnded(path: string, name: string, { place }: NamedRun): Promise<boolean> {
  try {
    if (!name.startsWith(`${place}-`)) return Date.now() - statSync(path).mtimeMs > WEEK;
    return !(await isListening(decodeURIComponent(name.slice(place.length + 1))));
  } catch {
    return false;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process removes it, or its owner is to.
  }
}
