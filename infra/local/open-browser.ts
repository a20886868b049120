/** Opens an address in the browser. Does nothing if there is no browser, since the address is also printed. */
export const openBrowser = async (url: string): Promise<void> => {
  const { default: open } = await import("open");
  await open(url).then(
    // xdg-open and the like report their own problems.
    (child) => child.on("error", () => {}),
    () => {},
  );
};
