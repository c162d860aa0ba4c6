import { inRun } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

test("a tenant that Waldur only reads is refused at preview, and nothing is sent", async () => {
  const { sandbox, stack } = emulator;
  sandbox.edits.changeTenant(sandbox.tenantUuid, { managed: false });
  const { failures } = await inRun(stack.crud, () => stack.preview({ rules: [https] }));
  expect((failures ?? []).map(({ reason }) => reason).join()).toContain(
    'Waldur only reads the tenant "tenant-main" and does not change anything in it: choose a tenant that Waldur manages',
  );
  expect(sandbox.log.count({ level: "api", method: "POST" })).toBe(0);
});

test("a tenant that Waldur manages, or of a server that does not say, is not", async () => {
  const { sandbox, stack } = emulator;
  for (const release of ["2026", "2024-10"] as const) {
    sandbox.settings.set({ release });
    const { failures } = await inRun(stack.crud, () => stack.preview({ rules: [https] }));
    expect(failures ?? []).toEqual([]);
  }
});
