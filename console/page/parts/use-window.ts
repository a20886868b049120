import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows that are drawn beyond the visible ones, so that scrolling shows no gaps. */
const OVERSCAN = 12;

/**
 * The rows of a long table to draw, all with the same height. `extra` is the height of a detail below the row
 * `extraAfter`. The page scrolls, not the table, so the keyboard works as usual.
 */
export const useWindow = (
  body: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  extraAfter: number,
  extra: number,
): RowWindow => {
  const [range, setRange] = useState<RowWindow>({ start: 0, end: 50 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = -(body.current?.getBoundingClientRect().top ?? 0);
      const toRow = (y: number): number => {
        const passed =
          extraAfter >= 0 && y > (extraAfter + 1) * rowHeight
            ? Math.max(y - extra, (extraAfter + 1) * rowHeight)
            : y;
        return Math.floor(passed / rowHeight);
      };
      const start = Math.max(0, toRow(top) - OVERSCAN);
      const end = Math.min(rows, toRow(top + innerHeight) + OVERSCAN);
      setRange((now) => (now.start === start && now.end === end ? now : { start, end }));
    };
    measure();
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [body, rows, rowHeight, extraAfter, extra]);
  return { start: Math.min(range.start, Math.max(0, rows - 1)), end: Math.min(range.end, rows) };
};
