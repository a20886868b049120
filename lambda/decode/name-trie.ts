import { toOwnText } from "../model/own-text.ts";

interface Node<Value> {
  readonly parent: Node<Value> | undefined;
  readonly name: string;
  value: Value | undefined;
  children: Map<string, Node<Value>> | undefined;
}

/** Values by lists of names. A look-up takes one step for each name, and does not join the names to one key. */
export class NameTrie<Value> {
  /** The number of nodes. A node with a long name counts as several, because of its memory. */
  nodes = 0;
  readonly #root: Node<Value> = { parent: undefined, name: "", value: undefined, children: undefined };

  /** The value of these names. If there is none yet, `create` makes it. */
  getOrCreate(names: readonly string[], create: (names: readonly string[]) => Value): Value {
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

/** A name of this many characters (200 bytes) takes as much memory as a node without its name. */
const CHARACTERS_OF_A_NODE = 100;

const pathTo = <Value>(node: Node<Value>): readonly string[] => {
  const names: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) {
    names.push(at.name);
  }
  return names.reverse();
};
