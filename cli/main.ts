#!/usr/bin/env node
import process from "node:process";
import { run } from "./run";

void run(process.argv.slice(2), process);
