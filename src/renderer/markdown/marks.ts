import { stretchesOf } from './invisible.ts';

/** What of a tree of elements is looked at. */
interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/**
 * For the tree that Markdown becomes: invisible characters become `mark` elements, raw HTML becomes
 * text, and no element keeps an id, since many messages are in one page.
 */
export function markInvisible() {
  return (tree: Node): void => walk(tree);
}

function walk(node: Node): void {
  if (node.properties) delete node.properties['id'];
  // A code block marks its text itself: what is copied out of it must be what was written.
  if (!node.children || node.tagName === 'pre') return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' || child.type === 'raw') return nodesOf(child.value ?? '');
    walk(child);
    return [child];
  });
}

function nodesOf(text: string): Node[] {
  return stretchesOf(text).map((stretch) =>
    typeof stretch === 'string'
      ? { type: 'text', value: stretch }
      : {
          type: 'element',
          tagName: 'mark',
          properties: {},
          children: [{ type: 'text', value: stretch.mark }],
        },
  );
}
