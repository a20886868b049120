import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { findPythonWithClient } from "../support/python-client.ts";
import { ROOT } from "./markdown.ts";
import { type Runner, succeed } from "./runner.ts";
import { exportsBefore } from "./shell.ts";

const GROUP = "/metrics/job/desktop-app/instance/laptop";
const SERIES = 'desktop_start_seconds{instance="laptop",job="desktop-app"} 1.5';

/** A whole program that pushes the README's group, in its own folder. */
const createProgramRunner =
  (file: string, command: string, prepare: (folder: string) => void): Runner =>
  async (block, page, workshop) => {
    const folder = mkdtempSync(join(workshop.folder, "program-"));
    prepare(folder);
    writeFileSync(join(folder, file), block.text);
    await workshop.deleteGroup(GROUP);
    await succeed(workshop, `${exportsBefore(page.blocks, block)}cd ${folder}\n${command}`);
    expect(await workshop.holds(SERIES)).toBe(true);
  };

const nothing = (): void => {};

/** The tested versions of an example, without a look-up of newer ones. */
const copyGoModule = (folder: string): void => {
  for (const name of ["go.mod", "go.sum"]) {
    cpSync(join(ROOT, "examples/batch-job", name), join(folder, name));
  }
};

export const python = findPythonWithClient();

export const runPython = createProgramRunner("push.py", `${python} push.py`, nothing);
export const runNode = createProgramRunner("push.mjs", "node push.mjs", nothing);
export const runGo = createProgramRunner("main.go", "go run .", copyGoModule);
