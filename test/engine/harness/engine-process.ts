export { isAlive, signalEngine, startedByEngine } from "../../../scripts/runner/signal-engine";
