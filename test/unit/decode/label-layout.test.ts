import { describe, expect, it } from "@jest/globals";
import { ShapeBook } from "../../../lambda/decode/label-layout.ts";
import { MAX_LABELS, MAX_SHAPE_NAMES } from "../../../lambda/decode/part-limit.ts";

const MAX_KEPT_NODES = 10_000;
/** A name with this many characters counts as one node more. */
const CHARACTERS_OF_A_NODE = 100;

const addShapes = (book: ShapeBook, count: number): void => {
  for (let i = 0; i < count; i++) {
    book.shapeOf([`label_${i}`]);
  }
};

const addNames = (book: ShapeBook, count: number): void => {
  for (let i = 0; i < count; i++) {
    book.layoutOf([`label_${i}`], () => true);
  }
};

const addShapesAndNames = (book: ShapeBook, count: number): void => {
  addShapes(book, Math.ceil(count / 2));
  addNames(book, Math.floor(count / 2));
};

const addOneShape = (book: ShapeBook, count: number): void => {
  book.shapeOf(Array.from({ length: count }, (_, i) => `label_${i}`));
};

const addOneName = (book: ShapeBook, count: number): void => {
  book.shapeOf(["n".repeat((count - 1) * CHARACTERS_OF_A_NODE)]);
};

/** An empty book. A book that has become too large is replaced by one. */
const createBook = (): ShapeBook => {
  addOneName(ShapeBook.forPayload(), MAX_KEPT_NODES + 1);
  return ShapeBook.forPayload();
};

describe("the book of shapes", () => {
  it.each([
    ["shapes with one name each", addShapes],
    ["lists with one name each", addNames],
    ["shapes and lists together", addShapesAndNames],
    ["names of one shape", addOneShape],
    ["hundreds of characters in one name", addOneName],
  ])("is kept for further payloads until it has more than ten thousand %s", (_, add) => {
    const book = createBook();
    add(book, MAX_KEPT_NODES);
    expect(ShapeBook.forPayload()).toBe(book);
    add(book, MAX_KEPT_NODES + 1);
    expect(ShapeBook.forPayload()).not.toBe(book);
  });

  it("counts equal names once for each payload", () => {
    const book = createBook();
    for (let time = 0; time <= MAX_SHAPE_NAMES / MAX_LABELS; time++) {
      addOneShape(book, MAX_LABELS);
    }
    expect(book.tooMany).toBeUndefined();
  });

  it("returns the same shape for equal names", () => {
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

  it("makes each layout once", () => {
    const shape = createBook().shapeOf(["le", "quantile", "a"]);
    expect(shape.plain).toBe(shape.plain);
    expect(shape.withoutLe).toBe(shape.withoutLe);
    expect(shape.withoutQuantile).toBe(shape.withoutQuantile);
  });

  it.each([
    [["a", "b"], undefined],
    [["a", "b", "b"], "b"],
    [["b", "a", "b", "a"], "b"],
  ])("knows which name of %j occurs twice", (written, repeated) => {
    expect(createBook().shapeOf(written).repeated).toBe(repeated);
  });
});
