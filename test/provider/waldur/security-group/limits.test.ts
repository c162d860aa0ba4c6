import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

const texts = {
  name: { most: 150, refused: "name has more than 150 characters" },
  description: {
    most: 255,
    refused: "description has more than 255 characters, which are the most that OpenStack takes",
  },
};

test.each(Object.entries(texts))(
  "a %s of the most characters is taken, and one more is refused at preview",
  async (field, { most, refused }) => {
    const said = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const sandbox = await startSandbox();
    try {
      const group = new ManagedResource(crudFor(settingsFor(sandbox)));
      // Blanks at both ends do not count: Waldur takes them off.
      await group.up({ rules: [], [field]: `  ${"x".repeat(most)}  ` });
      expect(sandbox.edits.groups(sandbox.tenantUuid)).toContainEqual(
        expect.objectContaining({ [field]: "x".repeat(most) }),
      );
      const { failures = [] } = await group.preview({ rules: [], [field]: "x".repeat(most + 1) });
      expect(failures.map(({ reason }) => reason).join("\n")).toContain(refused);
    } finally {
      await sandbox.close();
      said.mockRestore();
    }
  },
);
