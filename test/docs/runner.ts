import type { CodeBlock, Page } from "./markdown.ts";
import type { Workshop } from "./workshop.ts";

/** Runs or judges a block. Rejects if the block does not do what its page says. */
export type Runner = (block: CodeBlock, page: Page, workshop: Workshop) => Promise<void> | void;

/** Runs a script that must succeed. This includes curl, which ends with 0 even for a refusal. */
export const succeed = async (workshop: Workshop, script: string): Promise<void> => {
  const { status, output, errors } = await workshop.run(script);
  const isRefused = /"status":\s*[45]\d\d/.test(output);
  if (status !== 0 || isRefused) {
    throw new Error(`${script}\nended with ${status}:\n${output}${errors}`);
  }
};
