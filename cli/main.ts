#!/usr/bin/env node
import { program } from "commander";
import { messageOf } from "../provider/core/errors";
import { doctorCommand } from "./doctor/command";
import { driftCommand } from "./drift/command";
import { explainCommand } from "./explain/command";
import { exportCommand } from "./export/command";
import { graphCommand } from "./graph/command";
import { lintCommand } from "./lint/command";
import { pluginCommand } from "./plugin";
import { sandboxCommand } from "./sandbox";
import { ownManifest } from "./version";
import { waldurCommand } from "./waldur";

program
  .name("pulumi-security-groups")
  .description("Takes groups over, asks them and shows them; and serves a sandbox.")
  .version(ownManifest().version)
  .addCommand(doctorCommand())
  .addCommand(driftCommand())
  .addCommand(explainCommand())
  .addCommand(exportCommand())
  .addCommand(graphCommand())
  .addCommand(lintCommand())
  .addCommand(pluginCommand())
  .addCommand(sandboxCommand())
  .addCommand(waldurCommand())
  .parseAsync()
  .catch((error: unknown) => {
    program.error(`error: ${messageOf(error)}`);
  });
