/** A fenced code block of a Markdown page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Number of the first line inside the fence, from 1. */
  readonly line: number;
  /** The last line of text before the block. */
  readonly intro: string;
  /** Whether nothing but blank lines separates it from the block before. */
  readonly follows: boolean;
}

/** The fenced code blocks of a page, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let intro = '';
  let follows = false;
  let open: { readonly language: string; readonly line: number } | null = null;
  let lines: string[] = [];
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open === null && line.startsWith('```')) {
      open = { language: line.slice(3), line: index + 2 };
      lines = [];
    } else if (open !== null && line === '```') {
      blocks.push({ ...open, text: lines.join('\n'), intro, follows });
      open = null;
      follows = true;
    } else if (open !== null) {
      lines.push(line);
    } else if (line !== '') {
      intro = line;
      follows = false;
    }
  }
  return blocks;
}
