import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Shows lines to the user through the engine, each filed under its resource. */
export class EngineLog {
  private client: EngineClient | undefined;
  private readonly sent = new Set<Promise<void>>();

  /** @param address of the engine; if there is none, lines go to standard error, for debugging */
  constructor(address?: string) {
    this.attach(address);
  }

  attach(address: string | undefined): void {
    this.client = address === undefined ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  print(urn: string, line: string): void {
    const { client } = this;
    if (client === undefined) {
      console.error(line);
      return;
    }
    const { severity, message } = gradeOf(line);
    const request = new LogRequest().setUrn(urn).setSeverity(severity).setMessage(message);
    const sending = new Promise<void>((done) => client.log(request, () => done()));
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
