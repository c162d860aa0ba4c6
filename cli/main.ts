#!/usr/bin/env node
import { program } from "commander";
import { sandboxCommand } from "./sandbox";
import { waldurCommand } from "./waldur";

program
  .name("pulumi-security-groups")
  .description("Tools beside the Pulumi package of the same name.")
  .addCommand(sandboxCommand())
  .addCommand(waldurCommand())
  .parseAsync()
  .catch((error: unknown) => {
    program.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  });
