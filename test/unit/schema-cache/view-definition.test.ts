import { expect, test } from 'vitest';
import { columnOrigins } from '../../../src/schema-cache/view-definition.ts';

function origins(definition: string): readonly (readonly number[])[] {
  return columnOrigins(Buffer.from(definition)).map((origin) => [
    origin.column,
    origin.originTable,
    origin.originColumn,
  ]);
}

function entry(column: number, table: number, attribute: number, { name = 'id', expression = '{VAR :varno 1}' } = {}) {
  return `{TARGETENTRY :expr ${expression} :resno ${column} :resname ${name} :ressortgroupref 0 :resorigtbl ${table} :resorigcol ${attribute} :resjunk false}`;
}

test('target entries of the outermost query', () => {
  expect(origins(`({QUERY :commandType 1 :targetList (${entry(1, 42, 3)} ${entry(2, 42, 1)}) :override 0})`)).toEqual([
    [1, 42, 3],
    [2, 42, 1],
  ]);
});

test('columns without an origin are left out', () => {
  expect(origins(`({QUERY :targetList (${entry(1, 0, 0)} ${entry(2, 7, 1)})})`)).toEqual([[2, 7, 1]]);
});

test('queries before, inside and after the target list are passed over', () => {
  const inner = `{QUERY :targetList (${entry(1, 99, 9)})}`;
  const definition = `({QUERY :cteList ({COMMONTABLEEXPR :ctename a\\)b :ctequery ${inner}}) :rtable <> :targetList (${entry(
    1,
    42,
    3,
    { expression: `{SUBLINK :subselect ${inner}}` },
  )}) :limitCount {SUBLINK :subselect ${inner}}})`;
  expect(origins(definition)).toEqual([[1, 42, 3]]);
});

test('only the first query of the list counts', () => {
  expect(origins(`({QUERY :targetList (${entry(1, 1, 1)})} {QUERY :targetList (${entry(1, 2, 2)})})`)).toEqual([
    [1, 1, 1],
  ]);
});

test('column names that look like syntax', () => {
  for (const name of [':resorigtbl', 'a\\ b', '\\(', '\\}\\{', '\\\\', '""', ':targetList', '<>']) {
    expect(origins(`({QUERY :targetList (${entry(1, 42, 3, { name })} ${entry(2, 43, 4)})})`), name).toEqual([
      [1, 42, 3],
      [2, 43, 4],
    ]);
  }
});

test('no target list', () => {
  expect(origins('<>')).toEqual([]);
  expect(origins('')).toEqual([]);
  expect(origins('({QUERY :commandType 1 :targetList <> :override 0})')).toEqual([]);
});
