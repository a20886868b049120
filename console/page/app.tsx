import { useEffect, useMemo, useRef } from "preact/hooks";
import { createApi } from "./data/api-client.ts";
import { ConsoleContext } from "./data/console-context.ts";
import { type Connection, useConsole } from "./data/use-console.ts";
import { type Route, toHref, useRoute } from "./data/use-route.ts";
import { Announcer } from "./parts/announcer.tsx";
import { CheckView } from "./views/check.tsx";
import { ContractsView } from "./views/contracts.tsx";
import { ExplainView } from "./views/explain.tsx";
import { Header, type NavigationItem } from "./views/header.tsx";
import { LimitsView } from "./views/limits.tsx";
import { LostBanner } from "./views/lost-banner.tsx";
import { OverviewView } from "./views/overview.tsx";
import { RefusalsView } from "./views/refusals.tsx";
import { PageSkeleton } from "./views/skeleton.tsx";

const VIEWS = ["overview", "refusals", "limits", "contracts", "explain", "check"] as const;

type ViewName = (typeof VIEWS)[number];

const toTitle = (view: ViewName): string => view[0]!.toUpperCase() + view.slice(1);

export const App = ({ token }: { readonly token: string | undefined }) => (
  <Announcer>{token === undefined ? <NoToken /> : <Console token={token} />}</Announcer>
);

const NoToken = () => (
  <main>
    <div class="card empty" role="alert">
      <h1>The console does not know you</h1>
      <p>
        Open the address that <code>npm start</code> or <code>pushgateway-proxy console</code> printed, whole:
        the part behind <code>#</code> lets you in. Each start of the server makes a new one.
      </p>
    </div>
  </main>
);

const Console = ({ token }: { readonly token: string }) => {
  const api = useMemo(() => createApi(token), [token]);
  const { connection, overview, groups, groupsProblem, retryNow } = useConsole(api);
  const route = useRoute();
  const view = VIEWS.find((name) => name === route.view) ?? "overview";
  const main = useFocusOnChange(view);
  if (connection.state === "denied") {
    return <NoToken />;
  }
  const items: readonly NavigationItem[] = VIEWS.map((name) => ({
    href: toHref(name),
    text: toTitle(name),
    isCurrent: name === view,
    count: name === "refusals" ? (overview?.refusals.length ?? 0) : 0,
  }));
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.querySelector("h2")?.focus()}>
        Skip to the content
      </button>
      <Header overview={overview} connection={connection} items={items} />
      {connection.state === "lost" && <LostBanner connection={connection} onRetry={retryNow} />}
      {overview === undefined ? (
        <PageSkeleton />
      ) : (
        <ConsoleContext.Provider value={{ api, overview, groups, groupsProblem }}>
          <main ref={main} id="content" class={isOld(connection) ? "is-old" : ""}>
            <View name={view} route={route} />
          </main>
        </ConsoleContext.Provider>
      )}
    </>
  );
};

const isOld = ({ state }: Connection): boolean => state === "lost";

/** After a change of the view, screen readers are at its heading. */
const useFocusOnChange = (view: ViewName) => {
  const main = useRef<HTMLElement>(null);
  const before = useRef(view);
  useEffect(() => {
    document.title = `${toTitle(view)} · pushgateway-proxy`;
    if (before.current !== view) {
      before.current = view;
      scrollTo(0, 0);
      main.current?.querySelector("h2")?.focus({ preventScroll: true });
    }
  }, [view]);
  return main;
};

const View = ({ name, route: { parameters } }: { readonly name: ViewName; readonly route: Route }) => {
  switch (name) {
    case "overview":
      return <OverviewView filter={parameters.get("filter") ?? ""} />;
    case "refusals":
      return <RefusalsView />;
    case "limits":
      return <LimitsView />;
    case "contracts":
      return <ContractsView initialFilter={parameters.get("filter") ?? ""} />;
    case "explain":
      return <ExplainView key={parameters.toString()} parameters={parameters} />;
    case "check":
      return <CheckView />;
  }
};
