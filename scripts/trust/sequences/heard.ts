/** Handlers print what the engine would show. */
export async function heard(said: string[], run: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = (line: string) => void said.push(line);
  try {
    await run();
  } finally {
    console.log = log;
  }
}
