import { type ResourceRoutes, ROUTES } from "../../routes.ts";

export interface RouteMatch {
  readonly route: ResourceRoutes;
  /** The value of `{proxy+}`, undecoded and without the last slash; undefined for a resource without it. */
  readonly proxy: string | undefined;
}

const GREEDY = "{proxy+}";

/**
 * Finds the resource of an undecoded path. One slash at the end is ignored (LocalStack's snapshots recorded on AWS:
 * `/proxy-value/` has `pathParameters.proxy` "proxy-value"). `{proxy+}` needs at least one character, so `/metrics` and
 * `/metrics/` do not match (as users of serverless-wsgi found).
 */
export const matchRoute = (path: string): RouteMatch | undefined => {
  const routed = path.endsWith("/") ? path.slice(0, -1) : path;
  for (const route of ROUTES) {
    const match = matchResource(route, routed);
    if (match !== undefined) {
      return match;
    }
  }
  return undefined;
};

const matchResource = (route: ResourceRoutes, path: string): RouteMatch | undefined => {
  if (!route.resource.endsWith(GREEDY)) {
    return route.resource === path ? { route, proxy: undefined } : undefined;
  }
  const front = route.resource.slice(0, -GREEDY.length);
  return path.startsWith(front) && path.length > front.length
    ? { route, proxy: path.slice(front.length) }
    : undefined;
};
