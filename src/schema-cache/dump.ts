import { compareCodePoints } from '../text/code-point-order.ts';
import type { MediaHandlerEntry, SchemaCacheData } from './cache.ts';
import type {
  Column,
  MediaHandler,
  QualifiedName,
  Relationship,
  ReturnType,
  Routine,
  RoutineParameter,
  Table,
} from './model.ts';

/**
 * The cache as one line of JSON, for `--dump-schema` and the admin server (spec embedding-schema-cache part 3). Keys
 * are in code point order, which is why objects with keys from the database are written by hand.
 */
export function toJson(cache: SchemaCacheData): string {
  const relationships: unknown[] = [];
  for (const [origin, targets] of cache.relationships.entries()) {
    for (const [schema, list] of targets) {
      relationships.push([[qualifiedName(origin), schema], list.map(relationshipDocument)]);
    }
  }
  return printObject([
    ['dbMediaHandlers', JSON.stringify(cache.mediaHandlers.map(mediaHandlerDocument))],
    ['dbRelationships', JSON.stringify(relationships)],
    [
      'dbRepresentations',
      JSON.stringify(
        cache.representations.map(({ sourceType, targetType, function: name }) => [
          [sourceType, targetType],
          { drFunction: name, drSourceType: sourceType, drTargetType: targetType },
        ]),
      ),
    ],
    ['dbRoutines', JSON.stringify(routineDocuments(cache.routines))],
    ['dbTables', `[${cache.tables.map((table) => `[${JSON.stringify(qualifiedName(table))},${tableJson(table)}]`)}]`],
  ]);
}

/** An object from (key, JSON text) pairs in their order: of a JS object number-like keys would come first. */
function printObject(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

function qualifiedName({ schema, name }: QualifiedName): unknown {
  return { qiName: name, qiSchema: schema };
}

function tableJson(table: Table): string {
  const columns = [...table.columns.values()].sort((a, b) => compareCodePoints(a.name, b.name));
  return printObject([
    ['tableColumns', printObject(columns.map((column) => [column.name, JSON.stringify(columnDocument(column))]))],
    ['tableDeletable', String(table.deletable)],
    ['tableDescription', JSON.stringify(table.description)],
    ['tableInsertable', String(table.insertable)],
    ['tableIsView', String(table.isView)],
    ['tableName', JSON.stringify(table.name)],
    ['tablePKCols', JSON.stringify(table.primaryKey)],
    ['tableSchema', JSON.stringify(table.schema)],
    ['tableUpdatable', String(table.updatable)],
  ]);
}

function columnDocument(column: Column): unknown {
  return {
    colDefault: column.default,
    colDescription: column.description,
    colEnum: column.enum,
    colMaxLen: column.maxLength,
    colName: column.name,
    colNominalType: column.nominalType,
    colNullable: column.nullable,
    colType: column.type,
  };
}

function relationshipDocument(relationship: Relationship): unknown {
  if (relationship.kind === 'computed') {
    return {
      relForeignTable: qualifiedName(relationship.foreignTable),
      relFunction: qualifiedName(relationship.function),
      relIsSelf: relationship.isSelf,
      relTable: qualifiedName(relationship.table),
      relTableAlias: { qiName: '', qiSchema: '' },
      relToOne: relationship.toOne,
      tag: 'ComputedRelationship',
    };
  }
  return {
    relCardinality: cardinalityDocument(relationship),
    relFTableIsView: relationship.foreignTableIsView,
    relForeignTable: qualifiedName(relationship.foreignTable),
    relIsSelf: relationship.isSelf,
    relTable: qualifiedName(relationship.table),
    relTableIsView: relationship.tableIsView,
    tag: 'Relationship',
  };
}

function cardinalityDocument(relationship: Exclude<Relationship, { kind: 'computed' }>): unknown {
  if (relationship.kind === 'many-to-many') {
    return {
      contents: {
        junColsSource: relationship.sourceColumns,
        junColsTarget: relationship.targetColumns,
        junConstraint1: relationship.constraint1,
        junConstraint2: relationship.constraint2,
        junTable: qualifiedName(relationship.junction),
      },
      tag: 'M2M',
    };
  }
  const { cardinality, constraint, columns, isParent } = relationship;
  return cardinality === 'O2O'
    ? { isParent, relColumns: columns, relCons: constraint, tag: cardinality }
    : { relColumns: columns, relCons: constraint, tag: cardinality };
}

function routineDocuments(routines: readonly Routine[]): unknown[] {
  const groups: { readonly routine: Routine; readonly overloads: unknown[] }[] = [];
  for (const routine of routines) {
    const last = groups.at(-1);
    if (last !== undefined && last.routine.name === routine.name && last.routine.schema === routine.schema) {
      last.overloads.push(routineDocument(routine));
    } else {
      groups.push({ routine, overloads: [routineDocument(routine)] });
    }
  }
  return groups.map(({ routine, overloads }) => [qualifiedName(routine), overloads]);
}

const isolationLevels = {
  'read committed': 'ReadCommitted',
  'repeatable read': 'RepeatableRead',
  serializable: 'Serializable',
} as const;

const volatilities = { volatile: 'Volatile', stable: 'Stable', immutable: 'Immutable' } as const;

function routineDocument(routine: Routine): unknown {
  return {
    pdDescription: routine.description,
    pdFuncSettings: routine.settings,
    pdHasVariadic: routine.hasVariadic,
    pdIsoLvl: routine.isolationLevel === null ? null : isolationLevels[routine.isolationLevel],
    pdName: routine.name,
    pdParams: routine.parameters.map(parameterDocument),
    pdReturnType: returnTypeDocument(routine.returns),
    pdSchema: routine.schema,
    pdVolatility: volatilities[routine.volatility],
  };
}

function parameterDocument(parameter: RoutineParameter): unknown {
  return {
    ppName: parameter.name,
    ppReq: parameter.required,
    ppType: parameter.type,
    ppTypeMaxLength: parameter.callType,
    ppVar: parameter.variadic,
  };
}

function returnTypeDocument(returns: ReturnType): unknown {
  const contents =
    returns.kind === 'scalar'
      ? { contents: qualifiedName(returns.type), tag: 'Scalar' }
      : { contents: [qualifiedName(returns.type), returns.isDomain], tag: 'Composite' };
  return { contents, tag: returns.set ? 'SetOf' : 'Single' };
}

function mediaHandlerDocument({ target, mediaType, resolved }: MediaHandlerEntry): unknown {
  return [
    [relationDocument(target), mediaTypeDocument(mediaType)],
    [handlerDocument(resolved.handler), mediaTypeDocument(resolved.mediaType)],
  ];
}

function relationDocument(target: QualifiedName | null): unknown {
  return target === null ? { tag: 'RelAnyElement' } : { contents: qualifiedName(target), tag: 'RelId' };
}

function handlerDocument(handler: MediaHandler): unknown {
  switch (handler.kind) {
    case 'json':
      return { tag: 'BuiltinOvAggJson' };
    case 'csv':
      return { tag: 'BuiltinOvAggCsv' };
    case 'geojson':
      return { tag: 'BuiltinOvAggGeoJson' };
    case 'custom':
      return { contents: [qualifiedName(handler.function), relationDocument(handler.target)], tag: 'CustomFunc' };
  }
}

const mediaTypeTags: ReadonlyMap<string, string> = new Map([
  ['application/json', 'MTApplicationJSON'],
  ['application/geo+json', 'MTGeoJSON'],
  ['text/csv', 'MTTextCSV'],
  ['text/plain', 'MTTextPlain'],
  ['text/xml', 'MTTextXML'],
  ['application/openapi+json', 'MTOpenAPI'],
  ['application/x-www-form-urlencoded', 'MTUrlEncoded'],
  ['application/octet-stream', 'MTOctetStream'],
  ['*/*', 'MTAny'],
]);

function mediaTypeDocument(mediaType: string): unknown {
  const tag = mediaTypeTags.get(mediaType);
  return tag === undefined ? { contents: mediaType, tag: 'MTOther' } : { tag };
}
