import { ROUTES, type RoutedMethod, type RouteKind } from "../../../infra/routes.ts";
import type { JsonObject } from "./json.ts";
import { ref } from "./json.ts";
import { responsesOf } from "./responses.ts";

type Resource = (typeof ROUTES)[number]["resource"];

/** A path with its parameters, and the part of its operations' names that distinguishes it. */
interface PathShape {
  readonly path: string;
  readonly parameters: readonly string[];
  readonly suffix: string;
}

/**
 * OpenAPI has no path parameter for several segments. So a path is written with no label and with one label, in each
 * encoding. The text says that more labels may follow.
 */
const SHAPES: Readonly<Record<Resource, readonly PathShape[]>> = {
  "/metrics/{proxy+}": [
    { path: "/metrics/job/{job}", parameters: ["Job"], suffix: "OfJob" },
    { path: "/metrics/job@base64/{job}", parameters: ["JobBase64"], suffix: "OfBase64Job" },
    {
      path: "/metrics/job/{job}/{label}/{value}",
      parameters: ["Job", "Label", "Value"],
      suffix: "WithLabel",
    },
    {
      path: "/metrics/job/{job}/{label}@base64/{value}",
      parameters: ["Job", "Label", "ValueBase64"],
      suffix: "WithBase64Label",
    },
    {
      path: "/metrics/job@base64/{job}/{label}@base64/{value}",
      parameters: ["JobBase64", "Label", "ValueBase64"],
      suffix: "OfBase64JobWithBase64Label",
    },
  ],
  "/metrics": [{ path: "/metrics", parameters: [], suffix: "" }],
  "/-/ready": [{ path: "/-/ready", parameters: [], suffix: "" }],
  "/-/healthy": [{ path: "/-/healthy", parameters: [], suffix: "" }],
};

interface OperationText {
  readonly id: string;
  readonly summary: string;
}

const TEXTS: Readonly<Record<Exclude<RoutedMethod, "GET">, OperationText>> = {
  PUT: { id: "replaceGroup", summary: "Replaces the metrics of a group" },
  POST: {
    id: "updateGroup",
    summary: "Replaces the metric families of a group that have the same names",
  },
  DELETE: { id: "deleteGroup", summary: "Deletes a group" },
};

const GETS: Readonly<Record<"page" | "group" | "ready" | "healthy", OperationText>> = {
  page: { id: "getPage", summary: "The page of all groups that the client may scrape" },
  group: { id: "getGroup", summary: "Reads a group back" },
  ready: { id: "getReadiness", summary: "Whether the Pushgateway answers, or without one the store" },
  healthy: { id: "getHealth", summary: "Whether the API answers" },
};

const TAGS: Readonly<Record<RouteKind, string>> = {
  push: "push",
  delete: "push",
  page: "read",
  group: "read",
  ready: "health",
  healthy: "health",
};

const toOperation = (
  method: RoutedMethod,
  kind: RouteKind,
  { parameters, suffix }: PathShape,
): JsonObject => {
  const { id, summary } = method === "GET" ? GETS[kind as keyof typeof GETS] : TEXTS[method];
  return {
    operationId: id + suffix,
    summary,
    tags: [TAGS[kind]],
    ...(kind === "healthy" && { security: [] }),
    ...(kind === "push" && {
      parameters: [ref("parameters", "DryRun"), ref("parameters", "ContentEncoding")],
      requestBody: ref("requestBodies", "Metrics"),
    }),
    ...(kind === "page" && { parameters: [ref("parameters", "JobPattern")] }),
    responses: kind === "push" ? withLinks(responsesOf(kind), parameters, suffix) : responsesOf(kind),
  };
};

/** What can be done next with the pushed group. */
const withLinks = (responses: JsonObject, parameters: readonly string[], suffix: string): JsonObject => {
  const names = parameters.map((parameter) => parameter.replace("Base64", "").toLowerCase());
  const same = Object.fromEntries(names.map((name) => [`path.${name}`, `$request.path.${name}`]));
  const links = Object.fromEntries(
    ["updateGroup", "deleteGroup", "getGroup"].map((id) => [
      id,
      { operationId: id + suffix, parameters: same },
    ]),
  );
  return { ...responses, 200: { ...(responses["200"] as JsonObject), links } };
};

const toPath = (
  shape: PathShape,
  methods: Readonly<Partial<Record<RoutedMethod, RouteKind>>>,
): JsonObject => ({
  ...(shape.parameters.length > 0 && { parameters: shape.parameters.map((name) => ref("parameters", name)) }),
  ...Object.fromEntries(
    (Object.entries(methods) as [RoutedMethod, RouteKind][]).map(([method, kind]) => [
      method.toLowerCase(),
      toOperation(method, kind, shape),
    ]),
  ),
});

/** `paths`. */
export const toPaths = (): JsonObject =>
  Object.fromEntries(
    ROUTES.flatMap(({ resource, methods }) =>
      SHAPES[resource].map((shape) => [shape.path, toPath(shape, methods)]),
    ),
  );
