import type { StepState } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { findCommentTarget, toMarker, writeComment } from "./pull-request-comment.ts";
import type { Review } from "./review.ts";
import { toAnnotation, toPlainLine } from "./workflow-commands.ts";

/** GitHub accepts 65,536 characters, including the marker before the text. */
const MAX_CHARACTERS = 65_000;

/** Writes the review as the pull request's comment, if requested. If the comment cannot be written, it warns. */
export const comment = async ({ text }: Review, { inputs }: StepState, ports: Ports): Promise<void> => {
  if (inputs?.hasComment !== true || text === "") {
    return;
  }
  const target = findCommentTarget(inputs.token, ports);
  if (target.ok && target.value === undefined) {
    ports.writeLine("no comment: this run is not for a pull request");
    return;
  }
  const written =
    target.ok && target.value !== undefined
      ? await writeComment(target.value, toMarker(inputs.key), toBody(text, ports), ports.http)
      : target;
  ports.writeLine(
    written.ok
      ? toPlainLine(`${written.value} the comment on the pull request`)
      : toAnnotation("warning", written.error, { title: "no comment on the pull request" }),
  );
};

const toBody = (text: string, { env }: Ports): string => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run = "" } = env;
  const address = `${server}/${repository}/actions/runs/${run}`;
  const link =
    /^\d+$/.test(run) && URL.canParse(address) ? `\n[the whole run](${new URL(address).href})\n` : "";
  const body = `### CI metrics\n\n${text}`;
  return body.length + link.length <= MAX_CHARACTERS ? body + link : `${TOO_LONG}${link}`;
};

const TOO_LONG = "### CI metrics\n\nThe report is too long for a comment. The job's summary has it.\n";
