interface Node<Value> {
  value: Value | undefined;
  children: Map<string, Node<Value>> | undefined;
}

/** Values by lists of names: a look-up costs one step a name and makes no text of them. */
export class NameTrie<Value> {
  /** How many values there are. */
  size = 0;
  // Stryker disable next-line ObjectLiteral: what is not there is undefined, too
  readonly #root: Node<Value> = { value: undefined, children: undefined };

  /** The value of these names, made from them when they are new. */
  at(names: readonly string[], create: (names: readonly string[]) => Value): Value {
    let node = this.#root;
    for (const name of names) {
      node = childOf(node, name);
    }
    if (node.value === undefined) {
      node.value = create(names.map(toOwnText));
      this.size++;
    }
    return node.value;
  }
}

const childOf = <Value>(node: Node<Value>, name: string): Node<Value> => {
  node.children ??= new Map();
  const known = node.children.get(name);
  if (known !== undefined) {
    return known;
  }
  // Stryker disable next-line ObjectLiteral: likewise
  const child: Node<Value> = { value: undefined, children: undefined };
  node.children.set(toOwnText(name), child);
  return child;
};

/** A copy, because a piece of a payload's text keeps the whole text alive. */
const toOwnText = (name: string): string => Buffer.from(name, "utf16le").toString("utf16le");
