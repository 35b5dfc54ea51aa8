import type { Example, Option } from './option.ts';
import { type OptionField, type OptionValues, optionFields, options, printValue } from './options.ts';

/**
 * A configuration file to start from, as `--example` prints it; it loads as it is (spec operations 2.4).
 */
export function exampleConfig(): string {
  const entries = optionFields.flatMap((field) => {
    const { example } = options[field];
    return example === undefined ? [] : [exampleEntry(field, example)];
  });
  return entries.join('\n');
}

function exampleEntry<Field extends OptionField>(field: Field, example: Example): string {
  const option: Option<OptionValues[Field]> = options[field];
  const words = option.keywords === undefined ? '' : `## One of: ${option.keywords.join(', ')}\n`;
  const value = example.value ?? printValue(field, option.default);
  return `## ${option.description}\n${words}${linePrefix(example)}${option.name} = ${value}\n`;
}

function linePrefix(example: Example): string {
  switch (example.state) {
    case 'active':
      return '';
    case 'commented':
      return '# ';
    case 'hidden':
      return '## ';
  }
}
