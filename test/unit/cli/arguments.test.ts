import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { usageText } from '../../../src/cli/usage.ts';
import { optionFields, options } from '../../../src/config/options.ts';

const serve = { kind: 'serve', configFile: null, databaseUri: null, flags: new Map(), embedded: null, demo: false };

describe('commands', () => {
  test.each([
    [[], serve],
    [['pg.conf'], { ...serve, configFile: 'pg.conf' }],
    [['-h'], { kind: 'help' }],
    [['--help'], { kind: 'help' }],
    [['-v'], { kind: 'version' }],
    [['--version'], { kind: 'version' }],
    [['-e'], { kind: 'example' }],
    [['--example'], { kind: 'example' }],
    [['--ready', 'pg.conf'], { kind: 'ready', configFile: 'pg.conf' }],
    [['pg.conf', '--dump-config'], { kind: 'dump-config', configFile: 'pg.conf' }],
    [['--dump-schema'], { kind: 'dump-schema', configFile: null }],
    [['+RTS', '-N2', '-T', '-RTS', 'pg.conf'], { ...serve, configFile: 'pg.conf' }],
  ])('%j', (argv, expected) => expect(parseArguments(argv)).toMatchObject(expected));
});

describe('databases and flags', () => {
  test.each(['postgres://u@h/db', 'postgresql://'])('%s is a database', (uri) => {
    expect(parseArguments([uri])).toEqual({
      ...serve,
      databaseUri: uri,
      flags: new Map([['db-uri', uri]]),
    });
  });

  test('short flags and full names', () => {
    const argv = '--port 1 --host h --schema a,b --anonymous anon --pool=2 --db-tx-end rollback --max-rows=-1'.split(
      ' ',
    );
    const command = parseArguments(argv);
    expect(command.kind === 'serve' && Object.fromEntries(command.flags)).toEqual({
      'server-port': '1',
      'server-host': 'h',
      'db-schemas': 'a,b',
      'db-anon-role': 'anon',
      'db-pool': '2',
      'db-tx-end': 'rollback',
      'db-max-rows': '-1',
    });
  });

  test('the embedded database', () => {
    expect(parseArguments(['--demo'])).toMatchObject({ demo: true, embedded: { dataDirectory: null, load: [] } });
    expect(parseArguments(['--data-dir', 'd', '--load', 'a.sql', '--load=b.sql'])).toMatchObject({
      demo: false,
      embedded: { dataDirectory: 'd', load: ['a.sql', 'b.sql'] },
    });
  });
});

describe('usage errors', () => {
  test.each([
    [['--nonsense'], "Invalid option `--nonsense'"],
    [['-x'], "Invalid option `-x'"],
    [['a', 'b'], "Invalid argument `b'"],
    [['postgres://', 'b'], "Invalid argument `b'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--dump-config', '--ready'], '--dump-config and --ready exclude each other'],
    [['--demo', 'postgres://'], 'a database and an embedded database exclude each other'],
    [['--demo', '--ready'], '--ready does not go with an embedded database'],
  ])('%j', (argv, message) => expect(parseArguments(argv)).toEqual({ kind: 'usage-error', message }));
});

test('the usage text names every switch and flag', () => {
  const usage = usageText();
  expect(usage).toMatch(/^PostgREST 16\.2 \/ create a REST API to an existing Postgres database\n/);
  const flags = optionFields.flatMap((field) => options[field].flag ?? []);
  for (const name of [...flags, 'help', 'version', 'example', 'dump-config', 'dump-schema', 'ready', 'demo']) {
    expect(usage).toContain(`--${name}`);
  }
});
