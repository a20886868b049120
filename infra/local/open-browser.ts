/** Shows an address in the browser. Does nothing if there is no browser, because the address is printed, too. */
export const openBrowser = async (url: string): Promise<void> => {
  const { default: open } = await import("open");
  await open(url).then(
    // What xdg-open and the like cannot do they say on their own.
    (child) => child.on("error", () => {}),
    () => {},
  );
};
