// Writes the files that check-schemas.sh checks into the given folder, since the schemas apply to one document per
// file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { readGitlabPipelines, readWorkflows } from "./ci-guide.ts";
import { readTemplate } from "./gitlab-runner.ts";

const [folder = "."] = process.argv.slice(2);

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

for (const name of ["push-metrics", "collect-metrics"] as const) {
  const template = readTemplate(name);
  const inputs = {
    url: "https://proxy.example/prod",
    job: "ci",
    audience: "https://push.example.com",
    image: "image",
  };
  write(`gitlab-header-${name}.yml`, template.header);
  write(`gitlab-job-${name}.yml`, stringify(template.include(inputs)));
}
for (const [index, text] of readGitlabPipelines().entries()) {
  write(`gitlab-snippet-${index}.yml`, text);
}
for (const [index, text] of readWorkflows().entries()) {
  write(`workflow-${index}.yml`, text);
}
