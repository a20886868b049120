interface Node<Value> {
  readonly parent: Node<Value> | undefined;
  readonly name: string;
  value: Value | undefined;
  children: Map<string, Node<Value>> | undefined;
}

/** Values by lists of names: a look-up costs one step a name and makes no text of them. */
export class NameTrie<Value> {
  /** How many there are; a node of a long name counts as several, by its length. */
  nodes = 0;
  readonly #root: Node<Value> = { parent: undefined, name: "", value: undefined, children: undefined };

  /** The value of these names, made from them when they are new. */
  at(names: readonly string[], create: (names: readonly string[]) => Value): Value {
    let node = this.#root;
    for (const name of names) {
      node = this.#childOf(node, name);
    }
    node.value ??= create(pathTo(node));
    return node.value;
  }

  #childOf(parent: Node<Value>, name: string): Node<Value> {
    parent.children ??= new Map();
    const known = parent.children.get(name);
    if (known !== undefined) {
      return known;
    }
    const child = { parent, name: toOwnText(name), value: undefined, children: undefined };
    parent.children.set(child.name, child);
    this.nodes += 1 + Math.floor(name.length / CHARACTERS_OF_A_NODE);
    return child;
  }
}

/** A node takes some 200 bytes without its name. */
const CHARACTERS_OF_A_NODE = 100;

const pathTo = <Value>(node: Node<Value>): readonly string[] => {
  const names: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) {
    names.push(at.name);
  }
  return names.reverse();
};

/** A copy, because a piece of a payload's text keeps the whole text alive. */
const toOwnText = (name: string): string => Buffer.from(name, "utf16le").toString("utf16le");
