import { TestEnvironment } from "jest-environment-node";
import { quickStart } from "../host/quick-start";
import { Worker } from "../runner/worker-handle";

let worker: Worker | undefined;

/** The process that runs the stacks of all test files which this process runs, one after another: its start takes longer than an operation. */
function engineWorker(): Worker {
  if (worker?.isAlive !== true) worker = new Worker(quickStart);
  return worker;
}

export default class EngineEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { engineWorker });
  }
}
