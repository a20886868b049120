import { describe, expect, it } from "@jest/globals";
import { ShapeBook } from "../../../../lambda/decode/text/label-layout.ts";

/** A book that nobody has put anything into: one with too many shapes is thrown away. */
const createBook = (): ShapeBook => {
  addShapes(ShapeBook.forPayload(), 1_001);
  return ShapeBook.forPayload();
};

const addShapes = (book: ShapeBook, count: number): void => {
  for (let i = 0; i < count; i++) book.shapeOf([`label_${i}`]);
};

const addNames = (book: ShapeBook, count: number): void => {
  for (let i = 0; i < count; i++) book.layoutOf([`label_${i}`], () => true);
};

describe("the book of shapes", () => {
  it.each([
    ["shapes", addShapes],
    ["lists of names", addNames],
  ])("serves payload after payload, until it has more than a thousand %s", (_, add) => {
    const book = createBook();
    add(book, 1_000);
    expect(ShapeBook.forPayload()).toBe(book);
    add(book, 1_001);
    expect(ShapeBook.forPayload()).not.toBe(book);
  });

  it("has one shape for equal names", () => {
    const book = createBook();
    expect(book.shapeOf(["b", "a"])).toBe(book.shapeOf(["b", "a"]));
    expect(book.shapeOf(["b", "a"])).not.toBe(book.shapeOf(["a", "b"]));
  });
});

describe("the shape of labels", () => {
  it.each([
    [["a", "b"], ["a", "b"], [0, 1], true],
    [["c", "a", "b"], ["a", "b", "c"], [1, 2, 0], false],
    [["b", "a", "a"], ["a", "a", "b"], [1, 2, 0], false],
    [[], [], [], true],
  ])("sorts %j by name", (written, names, order, isAsWritten) => {
    expect(createBook().shapeOf(written).plain).toEqual({ names, order, isAsWritten });
  });

  it.each([
    [["a", "le"], ["a"], [0], true],
    [["le", "a"], ["a"], [1], false],
    [["a", "le", "b"], ["a", "b"], [0, 2], false],
  ])("leaves le out of %j", (written, names, order, isAsWritten) => {
    const { withoutLe, withoutQuantile, leAt, quantileAt } = createBook().shapeOf(written);
    expect(withoutLe).toEqual({ names, order, isAsWritten });
    expect(withoutQuantile.names).toEqual([...written].sort());
    expect([leAt, quantileAt]).toEqual([written.indexOf("le"), -1]);
  });

  it("leaves quantile out", () => {
    const { withoutQuantile, leAt, quantileAt } = createBook().shapeOf(["quantile", "b"]);
    expect([withoutQuantile.names, leAt, quantileAt]).toEqual([["b"], -1, 0]);
  });

  it("makes a layout once", () => {
    const shape = createBook().shapeOf(["le", "quantile", "a"]);
    expect(shape.plain).toBe(shape.plain);
    expect(shape.withoutLe).toBe(shape.withoutLe);
    expect(shape.withoutQuantile).toBe(shape.withoutQuantile);
  });

  it.each([
    [["a", "b"], undefined],
    [["a", "b", "b"], "b"],
    [["b", "a", "b", "a"], "b"],
  ])("knows which name of %j is there twice", (written, repeated) => {
    expect(createBook().shapeOf(written).repeated).toBe(repeated);
  });
});
