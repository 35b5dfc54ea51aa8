import type { QueryResult, Row } from '../database/transaction.ts';
import { arrayLiteral, bind, identifier, sql, toStatement } from '../sql/fragment.ts';
import type { Statement } from '../sql/statement.ts';
import type { ConfiguredName, RoleSettings } from './config.ts';
import { databaseSettingName, optionFields, options } from './options.ts';

/** The `pgrst.*` names that the database may set (spec operations 5.1). */
const settingNames: ReadonlyMap<string, string> = new Map(
  optionFields
    .map((field) => options[field])
    .filter((option) => option.inDatabase === true)
    .map(({ name }) => [databaseSettingName(name), name]),
);

/**
 * The statements that read the in-database configuration, for one READ COMMITTED, READ ONLY transaction (spec
 * operations 5.2). Only the last one's result matters; the pre-config function has to run before it as a statement of
 * its own, so that what it sets is seen.
 */
export function databaseSettingsStatements(preConfig: ConfiguredName | null): readonly Statement[] {
  const names = bind(arrayLiteral([...settingNames.keys()]));
  const own = sql`
    SELECT stored.setdatabase AS database,
           split_part(entry, '=', 1) AS name,
           substr(entry, strpos(entry, '=') + 1) AS value
    FROM pg_catalog.pg_db_role_setting AS stored
    CROSS JOIN unnest(stored.setconfig) AS entry
    WHERE stored.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
      AND stored.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`;
  const session = sql`
    UNION ALL
    SELECT NULL, name, current_setting(name, true) FROM allowed`;
  const read = sql`
    WITH allowed AS (SELECT unnest(${names}::text[]) AS name),
    candidate AS (${own}${preConfig === null ? sql`` : session})
    SELECT DISTINCT ON (name) name, value
    FROM candidate
    WHERE name IN (SELECT name FROM allowed) AND value IS NOT NULL
    ORDER BY name, database DESC NULLS LAST`;
  return preConfig === null ? [toStatement(read)] : [toStatement(callOf(preConfig)), toStatement(read)];
}

/** Option name → value, from the result of the last statement (text format). */
export function readDatabaseSettings(result: QueryResult): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const row of result.rows) {
    const option = settingNames.get(column(row, 0));
    if (option !== undefined) values.set(option, column(row, 1));
  }
  return values;
}

/**
 * The statement that reads the settings of all roles the connection user is a direct member of (spec operations 5.4),
 * for a READ COMMITTED, READ ONLY transaction.
 * @param serverVersion `server_version_num`; parameter privileges exist from 150000
 */
export function roleSettingsStatement(serverVersion: number): Statement {
  const grantable = serverVersion >= 150000 ? sql` OR has_parameter_privilege(known.name, 'SET')` : sql``;
  return toStatement(sql`
    SELECT role.rolname, known.name, substr(setting.entry, strpos(setting.entry, '=') + 1)
    FROM pg_catalog.pg_roles AS role
    CROSS JOIN unnest(role.rolconfig) WITH ORDINALITY AS setting (entry, position)
    JOIN pg_catalog.pg_settings AS known ON known.name = split_part(setting.entry, '=', 1)
    WHERE (known.context = 'user'${grantable})
      AND role.oid IN (
        SELECT membership.roleid
        FROM pg_catalog.pg_auth_members AS membership
        JOIN pg_catalog.pg_roles AS member ON member.oid = membership.member
        WHERE member.rolname = current_user)
    ORDER BY role.rolname, setting.position`);
}

/** Role → settings, from the statement's result (text format). */
export function readRoleSettings(result: QueryResult): ReadonlyMap<string, RoleSettings> {
  const roles = new Map<string, { isolationLevel: RoleSettings['isolationLevel']; settings: [string, string][] }>();
  for (const row of result.rows) {
    const role = column(row, 0);
    const name = column(row, 1);
    const value = column(row, 2);
    const entry = roles.get(role) ?? { isolationLevel: null, settings: [] };
    roles.set(role, entry);
    if (name === 'default_transaction_isolation') entry.isolationLevel = isolationLevel(value);
    else entry.settings.push([name, value]);
  }
  return roles;
}

function isolationLevel(value: string): NonNullable<RoleSettings['isolationLevel']> {
  const level = value.toLowerCase();
  return level === 'repeatable read' || level === 'serializable' ? level : 'read committed';
}

function callOf(name: ConfiguredName) {
  const schema = name.schema === null ? sql`` : sql`${identifier(name.schema)}.`;
  return sql`SELECT ${schema}${identifier(name.name)}()`;
}

function column(row: Row, index: number): string {
  return row[index]?.toString('utf8') ?? '';
}
