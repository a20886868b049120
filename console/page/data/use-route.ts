import { useEffect, useState } from "preact/hooks";

export interface Route {
  readonly view: string;
  readonly parameters: URLSearchParams;
}

/** The view that the fragment names, as in `#/explain?caller=ci`. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener("hashchange", follow);
    // It may have changed before the listener was added.
    follow();
    return () => removeEventListener("hashchange", follow);
  }, []);
  const [view = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { view, parameters: new URLSearchParams(query) };
};

export const toHref = (view: string, parameters: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? `#/${view}` : `#/${view}?${query}`;
};
