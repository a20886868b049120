import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Whether the request comes from a browser at the root. API Gateway has nothing there, and a client never asks for
 * HTML.
 */
export const isBrowserAtRoot = ({ method, url, headers }: IncomingMessage): boolean =>
  method === "GET" && url === "/" && (headers.accept ?? "").includes("text/html");

/** Tells where the console is. Does not contain its token, because every program on this machine can read this page. */
export const sendHomePage = (response: ServerResponse, consoleOrigin: string): void => {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>pushgateway-proxy</title>
<h1>pushgateway-proxy</h1>
<p>This is the API, which takes pushes at <code>/metrics/job/&lt;job&gt;</code>.</p>
<p>What was pushed and refused is shown by the console at <a href="${consoleOrigin}">${consoleOrigin}</a>. Its whole address,
with a token, was printed when the system started; the key <kbd>o</kbd> in that terminal opens it.</p>
</html>
`;
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(page),
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
  });
  response.end(page);
};
