import type { CodeBlock, Page } from "./markdown.ts";
import type { Workshop } from "./workshop.ts";

/** Runs a block, or judges it, and rejects where it does not do what its page says. */
export type Runner = (block: CodeBlock, page: Page, workshop: Workshop) => Promise<void> | void;

/** Runs a script that must succeed, curl's included: curl ends with 0 on a refusal, too. */
export const succeed = async (workshop: Workshop, script: string): Promise<void> => {
  const { status, output, errors } = await workshop.run(script);
  const isRefused = /"status":\s*[45]\d\d/.test(output);
  if (status !== 0 || isRefused) {
    throw new Error(`${script}\nended with ${status}:\n${output}${errors}`);
  }
};
