import { spawn } from "node:child_process";
import process from "node:process";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";

const heartbeatSeconds = 15;

/** A progress line. It goes to stderr: stdout is for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Does a script's work; an error is printed without a stack trace and sets the exit code. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}

/**
 * Does one step of work and prints a line at its start, one every 15 seconds while it lasts, one when it is done or
 * has failed. `detail` may add how far it has come.
 */
export async function step(label, work, detail = () => "") {
  const started = Date.now();
  const elapsed = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  };
  say(`${label} ...`);
  const heartbeat = setInterval(() => say(`${label} ... ${elapsed()}${detail()}`), heartbeatSeconds * 1000);
  try {
    const result = await work();
    say(`${label}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    say(`${label}: failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * Runs a command to its end without showing its output, and returns what it wrote to stdout. `onLine` sees each line
 * of both streams. Rejects with the command's last lines, `keptLines` of them, when it fails or exceeds
 * `timeoutSeconds`.
 */
export function run(command, args, { cwd, env, timeoutSeconds, keptLines = 30, onLine = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const stdout = [];
    const lastLines = [];
    const perLine = () => {
      let unfinished = "";
      return (chunk) => {
        const lines = (unfinished + chunk).split("\n");
        unfinished = lines.pop();
        for (const line of lines) {
          lastLines.push(line);
          onLine(line);
        }
        lastLines.splice(0, lastLines.length - keptLines);
      };
    };
    child.stdout
      .setEncoding("utf8")
      .on("data", (chunk) => stdout.push(chunk))
      .on("data", perLine());
    child.stderr.setEncoding("utf8").on("data", perLine());

    let timedOut = false;
    const stop = () => {
      timedOut = true;
      child.kill();
    };
    const timer = timeoutSeconds && setTimeout(stop, timeoutSeconds * 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(stdout.join(""));
      const how = timedOut ? `took more than ${timeoutSeconds} s` : `ended with ${signal ?? `code ${code}`}`;
      reject(new Error([`${[command, ...args].join(" ")} ${how}`, ...lastLines].join("\n")));
    });
  });
}
