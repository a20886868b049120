// Writes each PowerShell block of the documentation into a file of the given folder.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPages } from "./markdown.ts";

const [folder = "."] = process.argv.slice(2);

for (const { blocks } of readPages()) {
  for (const { file, line, language, text } of blocks) {
    if (language === "powershell") {
      writeFileSync(join(folder, `${file.replaceAll("/", "-")}-${line}.ps1`), text);
    }
  }
}
