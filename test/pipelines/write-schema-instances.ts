// Writes what check-schemas.sh checks into the folder that it is given, since the schemas know one document a file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { readGitlabPipelines, readWorkflows } from "./ci-guide.ts";
import { includeTemplate, readHeader } from "./gitlab-runner.ts";

const [folder = "."] = process.argv.slice(2);

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

write("gitlab-header.yml", readHeader());
write(
  "gitlab-job.yml",
  stringify(
    includeTemplate({ url: "https://proxy.example/prod", job: "ci", audience: "https://push.example.com" }),
  ),
);
for (const [index, text] of readGitlabPipelines().entries()) {
  write(`gitlab-snippet-${index}.yml`, text);
}
for (const [index, text] of readWorkflows().entries()) {
  write(`workflow-${index}.yml`, text);
}
