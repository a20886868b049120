import type { Overview, Part } from "../../api.ts";
import type { Connection } from "../data/use-console.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { isNotable, STATES } from "./part-states.tsx";

export interface NavigationItem {
  readonly href: string;
  readonly text: string;
  readonly isCurrent: boolean;
  readonly count: number;
}

interface HeaderProps {
  readonly overview: Overview | undefined;
  readonly connection: Connection;
  readonly items: readonly NavigationItem[];
}

interface Light {
  readonly tone: Part["state"];
  readonly text: string;
}

const toLight = (overview: Overview | undefined, { state }: Connection): Light => {
  if (state === "lost") {
    return { tone: "bad", text: "connection lost" };
  }
  if (overview === undefined) {
    return { tone: "waiting", text: "connecting" };
  }
  const part = overview.parts.find(isNotable);
  return part === undefined
    ? { tone: "good", text: overview.place === "local" ? "running" : "connected" }
    : { tone: part.state, text: `${part.name}: ${STATES[part.state].word}` };
};

export const Header = ({ overview, connection, items }: HeaderProps) => {
  const { tone, text } = toLight(overview, connection);
  return (
    <header>
      <div class="brand">
        <h1>pushgateway-proxy</h1>
        {overview !== undefined && <small>{overview.version}</small>}
      </div>
      <p class="running">
        <span class={`light light-${tone}`} aria-hidden="true" />
        <span role="status">{text}</span>
        {overview !== undefined && (
          <>
            <code class="push-url">{overview.pushUrl}</code>
            <CopyButton label="Copy" what="the address of pushes" text={() => overview.pushUrl} />
          </>
        )}
      </p>
      <nav aria-label="Views">
        <ul>
          {items.map((item) => (
            <li key={item.href}>
              <a href={item.href} aria-current={item.isCurrent ? "page" : undefined}>
                {item.text}
                {item.count > 0 && <span class="count"> {item.count}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
};
