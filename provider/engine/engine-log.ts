import type { ServiceError } from "@grpc/grpc-js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The client of the engine, as far as it takes lines. */
export interface LogClient {
  log(request: LogRequest, done: (error: ServiceError | null) => void): unknown;
}

/** Shows lines to the user through the engine, each filed under its resource where that is known. */
export class EngineLog {
  private client: LogClient | undefined;
  private readonly sent = new Set<Promise<void>>();

  /** @param write shows a line where no engine takes it; standard output by default */
  constructor(private readonly write = (line: string) => console.log(line)) {}

  attach(client: LogClient | undefined): void {
    this.client = client;
  }

  print(urn: string, line: string): void {
    const { client, write } = this;
    if (client === undefined) return write(line);
    const { severity, message } = gradeOf(line);
    const request = new LogRequest().setUrn(urn).setSeverity(severity).setMessage(message);
    const sending = new Promise<void>((done) => {
      client.log(request, (error) => {
        if (error !== null) write(line);
        done();
      });
    });
    this.sent.add(sending);
    void sending.then(() => this.sent.delete(sending));
  }

  /** When the engine has all lines so far: they belong before the answer to the call that they are about. */
  async flushed(): Promise<void> {
    await Promise.all(this.sent);
  }
}

/** The engine has a word of its own for warnings. */
function gradeOf(line: string): { severity: LogSeverity; message: string } {
  const [, subject = "", warning] = /^((?:[^:\n]+: )?)warning: (.*)$/s.exec(line) ?? [];
  return warning === undefined
    ? { severity: LogSeverity.INFO, message: line }
    : { severity: LogSeverity.WARNING, message: subject + warning };
}
