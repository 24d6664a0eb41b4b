import { didYouMean, suggest } from '../../util/suggest.ts'
import { type Diagnostic, error, type RelatedPlace, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/** A model or seed that a template may name. */
export interface KnownName {
  readonly name: string
  readonly path: string
}

/**
 * A template refers to a model that the project does not have.
 *
 * `ref` takes the name of a model, seed or snapshot: the name of its file without the ending.
 */
export function unknownRef(name: string, known: readonly KnownName[], span: Span, disabled: boolean): Diagnostic {
  const near = didYouMean(
    name,
    known.map((node) => node.name),
  )
  const paths = known.filter((node) => near?.includes(`"${node.name}"`)).map((node) => node.path)
  return error('ref/unknown', {
    message: disabled
      ? `"${name}" is switched off by \`enabled: false\`, so nothing can refer to it.`
      : `"${name}" is not a model, seed or snapshot in this project.`,
    span,
    help: disabled
      ? 'Enable it, or take this reference out.'
      : near
        ? `${near} (${paths.join(', ')})`
        : 'Check the spelling, or create the model.',
  })
}

/**
 * A template refers to a source that the project does not declare.
 *
 * Sources are declared under `sources:` in a YAML file below the model paths.
 */
export function unknownSource(name: string, known: readonly string[], span: Span): Diagnostic {
  return error('ref/unknown-source', {
    message: `"${name}" is not a source in this project.`,
    span,
    help:
      didYouMean(name, known) ??
      (known.length > 0
        ? `The sources are ${known.join(', ')}.`
        : 'Declare it under `sources:` in models/sources.yml.'),
  })
}

/**
 * A template refers to a table that its source does not declare.
 *
 * Every table that is read must be listed under `tables:` of its source, with its primary key.
 */
export function unknownSourceTable(source: string, table: string, known: readonly string[], span: Span): Diagnostic {
  return error('ref/unknown-source-table', {
    message: `The source "${source}" has no table "${table}".`,
    span,
    help: didYouMean(table, known) ?? `Its tables are ${known.join(', ') || 'none yet'}.`,
  })
}

/**
 * Models depend on one another in a circle.
 *
 * No order exists in which they could be built. One of the references must go: often a column can be computed in the
 * model further up, or two models become one.
 */
export function graphCycle(names: readonly string[], span: Span, hops: readonly RelatedPlace[]): Diagnostic {
  const [first] = names
  return error('graph/cycle', {
    message: `These models depend on one another in a circle: ${[...names, first].join(' → ')}.`,
    span,
    help: 'Take out one of these references.',
    related: hops,
  })
}

/**
 * A model reads itself.
 *
 * A model's query cannot read the table that it is about to fill. An incremental model reads what it has by `{{this}}`,
 * within `{{#if (is_incremental)}}`.
 */
export function readsItself(name: string, span: Span): Diagnostic {
  return error('graph/reads-itself', {
    message: `"${name}" reads itself.`,
    span,
    help: 'Refer to another model. An incremental model reads the rows that it already has from {{this}}.',
  })
}

/**
 * A query names a relation that nobody defines.
 *
 * A name without a schema is one of the query's own `with` queries. Relations of the project are read by `ref` and
 * `source`, so that they are built first.
 */
export function unknownRelation(
  name: string,
  ctes: readonly string[],
  models: readonly string[],
  span: Span | null,
): Diagnostic {
  const model = models.find((known) => known.toLowerCase() === name.toLowerCase())
  return error('ref/unknown-relation', {
    message: `"${name}" is neither a query of this \`with\` nor a relation with a schema.`,
    span,
    help: model ? `Write {{ref "${model}"}}.` : (didYouMean(name, ctes) ?? nearModel(name, models)),
  })
}

function nearModel(name: string, models: readonly string[]): string {
  const [near] = suggest(name, models, 1)
  return near ? `Did you mean {{ref "${near}"}}?` : 'Define it in a `with`, or read a model by {{ref "…"}}.'
}

/**
 * A query reads a relation of the project by its name instead of by `ref` or `source`.
 *
 * Then nobody knows that the one is built from the other: the order of a run is left to chance, and another target's
 * schemas are missed.
 */
export function hardCodedRelation(written: string, instead: string, span: Span | null): Diagnostic {
  return warning('ref/hard-coded', {
    message: `${written} belongs to this project, but is read by its name, so it may be built too late.`,
    span,
    help: `Write ${instead}.`,
  })
}

/**
 * `config` is called where there is no model.
 *
 * Only a model's own file can set its configuration, not a test, a hook or a YAML value.
 */
export function configOutsideModel(span: Span): Diagnostic {
  return error('compile/config-outside-model', {
    message: '`config` sets the configuration of a model, and this is not a model.',
    span,
    help: 'Write the settings in YAML, under `config:`.',
  })
}

/**
 * A template asks for a variable that nobody sets.
 *
 * Variables come from `vars:` in project.yml and from `--vars`; `var` takes a default as its second argument.
 */
export function unknownVariable(name: string, known: Iterable<string>, span: Span): Diagnostic {
  return error('compile/unknown-variable', {
    message: `The variable "${name}" is set nowhere.`,
    span,
    help: didYouMean(name, known) ?? `Set it under \`vars:\` in project.yml, or give a default: {{var "${name}" "…"}}.`,
  })
}

/**
 * A template asks for an environment variable that is not set.
 */
export function unknownEnvironmentVariable(name: string, span: Span): Diagnostic {
  return error('compile/unknown-env-var', {
    message: `The environment variable ${name} is not set.`,
    span,
    help: `Set it before you run, or give a default: {{env_var "${name}" "…"}}.`,
  })
}

/**
 * A description refers to a docs block that does not exist.
 *
 * Blocks are written `{{#docs "name"}}…{{/docs}}` in Markdown files below the model paths.
 */
export function unknownDocsBlock(name: string, known: Iterable<string>, span: Span): Diagnostic {
  return error('docs/unknown-block', {
    message: `There is no docs block "${name}".`,
    span,
    help: didYouMean(name, known) ?? `Write {{#docs "${name}"}}…{{/docs}} in a Markdown file below models/.`,
  })
}

/**
 * Two models, seeds or snapshots have one name.
 *
 * `ref` knows nodes by name alone, so names are unique in a project, whatever their folders.
 */
export function duplicateName(name: string, span: Span, other: Span): Diagnostic {
  return error('project/duplicate-name', {
    message: `Two nodes are called "${name}".`,
    span,
    help: 'Rename one of the files.',
    related: [{ message: 'The other one is here.', span: other }],
  })
}

/**
 * Two nodes would write to one relation.
 *
 * A relation is the schema and the alias, or the file's name where there is no alias. Names compare without case.
 */
export function duplicateRelation(
  relation: string,
  names: readonly [string, string],
  span: Span,
  other: Span,
): Diagnostic {
  return error('project/duplicate-relation', {
    message: `"${names[0]}" and "${names[1]}" would both be ${relation}.`,
    span,
    help: 'Give one of them another `alias` or `schema`.',
    related: [{ message: 'The other one is here.', span: other }],
  })
}

/**
 * YAML describes a model that the project does not have.
 *
 * What is said of it has no effect.
 */
export function unknownModelInYaml(
  kind: string,
  name: string,
  otherKind: string | null,
  known: readonly string[],
  span: Span,
): Diagnostic {
  return warning('properties/unknown-model', {
    message: otherKind
      ? `This describes "${name}" as a ${kind}, but it is a ${otherKind}.`
      : `This describes the ${kind} "${name}", which the project does not have.`,
    span,
    help: otherKind
      ? `Move the entry below \`${otherKind}s:\`.`
      : (didYouMean(name, known) ?? 'Correct the name, or take the entry out.'),
  })
}

/**
 * A node is described in two places.
 */
export function describedTwice(name: string, span: Span, other: Span): Diagnostic {
  return error('properties/described-twice', {
    message: `"${name}" is described twice.`,
    span,
    help: 'Put both entries together.',
    related: [{ message: 'The other one is here.', span: other }],
  })
}

/**
 * YAML names a column that the model does not give.
 *
 * The columns of a model are those of its query; YAML only describes and tests them.
 */
export function unknownColumnInYaml(
  column: string,
  model: string,
  known: readonly string[],
  span: Span,
  tested: boolean,
): Diagnostic {
  const details = {
    message: `"${model}" has no column "${column}".`,
    span,
    help: didYouMean(column, known) ?? `Its columns are ${known.join(', ')}.`,
  }
  return tested ? error('properties/unknown-column', details) : warning('properties/unknown-column', details)
}

/**
 * A data test has a name that nobody defined.
 *
 * Tests are those that Tidemill brings (docs/data-tests.md) and the project's own, `{{#test "name" as |model column|}}`
 * in macros/.
 */
export function unknownTest(name: string, known: readonly string[], span: Span): Diagnostic {
  return error('test/unknown', {
    message: `"${name}" is not a data test.`,
    span,
    help: didYouMean(name, known) ?? 'docs/data-tests.md lists those that Tidemill brings.',
  })
}

/**
 * A data test lacks an argument.
 */
export function testNeedsArgument(test: string, oneOf: readonly string[], span: Span): Diagnostic {
  return error('test/missing-argument', {
    message: `The data test "${test}" needs the argument ${oneOf.map((name) => `"${name}"`).join(' or ')}.`,
    span,
    help: `Write it as {${test}: {arguments: {${oneOf[0]}: …}}}.`,
  })
}

/**
 * A data test is given an argument that it does not take.
 */
export function testUnknownArgument(test: string, argument: string, known: readonly string[], span: Span): Diagnostic {
  return error('test/unknown-argument', {
    message: `The data test "${test}" takes no argument "${argument}".`,
    span,
    help: didYouMean(argument, known) ?? (known.length > 0 ? `It takes ${known.join(', ')}.` : 'It takes none.'),
  })
}

/**
 * An argument of a data test is of the wrong kind.
 */
export function testWrongArgument(test: string, argument: string, expected: string, span: Span): Diagnostic {
  return error('test/wrong-argument', {
    message: `The argument "${argument}" of the data test "${test}" must be ${expected}.`,
    span,
  })
}

/**
 * A data test that looks at a column stands at a model.
 *
 * Such a test belongs under `data_tests:` of a column.
 */
export function testNeedsColumn(test: string, span: Span): Diagnostic {
  return error('test/needs-column', {
    message: `The data test "${test}" looks at a column, and this entry belongs to none.`,
    span,
    help: 'Move it under `data_tests:` of the column, or give `column_name`.',
  })
}

/**
 * A data test looks at the values of change files, and stands elsewhere than at a staging model.
 *
 * Staging models are what reads change files.
 */
export function testNeedsStaging(test: string, node: string, span: Span): Diagnostic {
  return error('test/needs-staging', {
    message: `The data test "${test}" looks at the values of change files, and "${node}" reads none.`,
    span,
    help: 'Put it at the staging model over the source.',
  })
}

/**
 * A test that a text refers to with `ref(…)` or `source(…)` cannot be read so.
 */
export function badReference(text: string, model: string | null, span: Span): Diagnostic {
  return error('ref/unreadable', {
    message: `"${text}" is not a reference to a relation.`,
    span,
    help: model ? `Write ref('${model}').` : "Write ref('model') or source('source', 'table').",
  })
}

/**
 * A file below the model or test paths has nothing in it.
 */
export function emptySql(kind: string, span: Span): Diagnostic {
  return error('sql/empty', { message: `This ${kind} is empty.`, span, help: 'Write a query, or remove the file.' })
}

/**
 * A staging model reads no source.
 *
 * A staging model holds the batch of one source table, which its query reads through `source`. A model over other models
 * is a view, a table or an incremental model.
 */
export function stagingWithoutSource(model: string, instead: string | null, span: Span): Diagnostic {
  return error('staging/no-source', {
    message: `"${model}" is materialized as staging, but it reads no source by \`source\`.`,
    span,
    help: instead ? `Write ${instead}.` : 'Read the source with {{source "…" "…"}}, or set another `materialized`.',
  })
}

/**
 * A staging model reads two sources that change.
 *
 * A batch belongs to one source table, so one staging model has one driving source. Join the current-state models further
 * down instead.
 */
export function stagingWithSeveralSources(model: string, names: readonly string[], span: Span): Diagnostic {
  return error('staging/several-sources', {
    message: `"${model}" reads ${names.length} sources (${names.join(', ')}), and a batch belongs to one.`,
    span,
    help: 'Make one staging model for each source, and join what is built from them.',
  })
}

/**
 * A model that is no staging model reads a CDC source.
 *
 * What lies in a source are changes, not rows. A staging model cleans them, and a model with strategy `cdc` keeps the
 * current state of each key: that is the one to read.
 */
export function sourceReadOutsideStaging(model: string, source: string, span: Span): Diagnostic {
  return error('source/read-outside-staging', {
    message: `"${model}" reads the changes of ${source} directly; only staging models do.`,
    span,
    help: 'Read the model that keeps the current state, or set materialized="staging".',
  })
}

/**
 * A model reads a staging model as if it held all rows.
 *
 * Over a CDC or incremental source a staging model holds one batch and nothing else. Models with strategy `cdc` or
 * `append` take it in; every other model wants the current-state model built from it.
 */
export function stagingReadAsTable(
  model: string,
  staging: string,
  currentState: string | null,
  span: Span,
): Diagnostic {
  return error('staging/read-as-table', {
    message: `"${model}" reads "${staging}", which holds only the newest batch of changes.`,
    span,
    help: currentState
      ? `Read the current state instead: {{ref "${currentState}"}}. If the batch is meant, write {{ref "${staging}" changes=true}}.`
      : `Build a model over it with materialized="incremental" strategy="cdc" and read that. If the batch is meant, write {{ref "${staging}" changes=true}}.`,
  })
}

/**
 * A `cdc` or `append` model reads no staging model that brings it changes.
 */
export function applyWithoutStaging(model: string, strategy: string, span: Span): Diagnostic {
  return error('cdc/no-staging', {
    message: `"${model}" has strategy "${strategy}", but no staging model drives it.`,
    span,
    help: 'Read a staging model in its FROM: {{ref "stg_…"}}.',
  })
}

/**
 * A `cdc` or staging model joins a model whose own changes do not reach it.
 *
 * It is computed anew for the keys that change in its driving relation. When only a row of the other model changes, the
 * rows that were made from it stay as they are, and the table differs from its rebuild.
 */
export function joinNotFollowed(
  model: string,
  kind: 'cdc' | 'staging',
  joined: string,
  driving: string,
  span: Span,
): Diagnostic {
  return warning('cdc/join-not-followed', {
    message: `"${model}" follows the changes of "${driving}" only: a change in "${joined}" alone does not reach it.`,
    span,
    help:
      kind === 'cdc'
        ? `Join further down, in a table or view over "${model}"; or use strategy="recompute", which follows both.`
        : `Join "${joined}" further down, in a model that reads "${model}".`,
  })
}

/**
 * A model that keeps deleted rows reads a DataFrame model that gives the newest row of each key alone.
 *
 * What a key was before it went has to be asked of each change by itself, which a function of Python cannot be.
 */
export function imagesUnknown(model: string, staging: string, span: Span): Diagnostic {
  return error('cdc/images-unknown', {
    message: `"${model}" keeps deleted rows, and "${staging}" does not tell what they were.`,
    span,
    help: `Have "${staging}" keep every change, \`tm.config(keep="all")\`, or write it in SQL.`,
  })
}

/**
 * A model that takes changes in has a `limit`.
 *
 * A changed key for which the query gives no row counts as deleted, so a limit would delete whatever it cuts off.
 */
export function changesLimited(model: string, span: Span | null): Diagnostic {
  return error('cdc/limited', {
    message: `"${model}" takes changes in, and its limit would turn every changed row behind it into a delete.`,
    span,
    help: 'Take the limit out. To look at a few rows, use `tidemill show --limit`.',
  })
}

/**
 * A staging model that keeps every change leaves some of them out.
 *
 * A deletion has its key alone, and a row that the condition no longer holds for has changed all the same: whoever makes
 * a table of the changes would keep it as it was. A condition on the key leaves all changes of a row out, or none.
 */
export function filterLosesChanges(model: string, reader: string, span: Span | null): Diagnostic {
  return warning('staging/filter-loses-changes', {
    message: `"${model}" keeps every change, but for those that its filter leaves out, deletions among them: "${reader}" will not hear of them.`,
    span,
    help: `Put the condition into "${reader}", where a row that it no longer holds for goes.`,
  })
}

/**
 * Failing rows cannot be set aside here.
 *
 * `on_failure: quarantine` takes single rows out, so it needs a rule that judges each row by itself, and a model that takes
 * its rows in one by one or is built as a table. Elsewhere a failure holds the whole result back, as `block` does.
 */
export function cannotSetAside(name: string, why: string, span: Span | null): Diagnostic {
  return warning('quality/cannot-set-aside', {
    message: `"${name}" blocks where it fails, in place of setting rows aside: ${why}.`,
    span,
    help: 'Write on_failure: block, or let rules of the model before it set the rows aside.',
  })
}

/**
 * A model's output lacks its key.
 *
 * The tool finds rows again by the key, so the query must give every column of `unique_key`.
 */
export function keyNotInOutput(model: string, column: string, outputs: readonly string[], span: Span): Diagnostic {
  return error('cdc/key-lost', {
    message: `"${model}" does not give its key column "${column}".`,
    span,
    help:
      listOfColumns(column) ??
      didYouMean(column, outputs) ??
      `Add ${column} to the select list, or name a column of it: ${outputs.join(', ')}.`,
  })
}

/** For a key of several columns that is written as one text. */
function listOfColumns(written: string): string | null {
  if (!written.includes(',')) return null
  const columns = written.split(',').map((column) => `"${column.trim()}"`)
  return `Write unique_key=(list ${columns.join(' ')}), or a list in YAML.`
}

/**
 * A source table that is read has no primary key.
 *
 * Changes are put in order for each key, so a CDC table needs to say which columns are its key.
 */
export function sourceWithoutKey(source: string, span: Span): Diagnostic {
  return error('source/no-primary-key', {
    message: `The source table ${source} declares no primary key.`,
    span,
    help: 'Add `primary_key: [column]` under its `config:`.',
  })
}

/**
 * What becomes of a value that an update leaves out cannot be told.
 *
 * A column of the source is `unchanged_as_null`: NULL in an update says that the value is as it was, and a `cdc` model
 * keeps its own then. It cannot do so for a value that is made of other columns as well, and not for rows that are there
 * or not because of that value.
 */
export function unchangedUnclear(model: string, what: string, column: string, span: Span): Diagnostic {
  return warning('cdc/unchanged-unclear', {
    message: `"${model}" makes ${what} of ${column} and of others, so it is wrong when an update leaves ${column} out.`,
    span,
    help: 'Bring the column through as it is, and compute with it in a model further down.',
  })
}

/**
 * A column that updates may leave out comes through a staging model that keeps every change.
 *
 * The last value is known where staging keeps the newest change of each key; a log shows what each change brought.
 */
export function unchangedKeepAll(model: string, staging: string, keepsVersions: boolean, span: Span): Diagnostic {
  return error('cdc/unchanged-keep-all', {
    message: `"${model}" follows "${staging}", which keeps every change, and reads a column that is unchanged_as_null.`,
    span,
    help: keepsVersions
      ? 'Leave the column out, and join it from a model of strategy="cdc" over the same source.'
      : 'Read a staging model without keep="all".',
  })
}

/**
 * The watermark of a table is neither a moment nor a whole number.
 *
 * Rows with the same key are ordered by it, the newest last.
 */
export function watermarkType(source: string, column: string, type: string, span: Span): Diagnostic {
  return error('source/watermark-type', {
    message: `The watermark "${column}" of ${source} is of type ${type}, which does not tell rows' age.`,
    span,
    help: 'Name a column with the time of the last change, or a whole number that grows with each change.',
  })
}

/**
 * A source's location is an address that the profile's `storage.raw` does not hold.
 *
 * With `storage.raw` a profile says where all raw files lie, so that one line moves a project from one bucket to another,
 * or onto a laptop. A location below it is relative: `shop` below `s3://bucket/dms` is `s3://bucket/dms/shop`.
 */
export function locationOutsideRaw(location: string, raw: string, span: Span): Diagnostic {
  return error('source/location-outside', {
    message: `${location} does not lie in "storage.raw" of the profile, which is ${raw}.`,
    span,
    help: 'Write a location relative to it, or take "storage.raw" out of the profile.',
  })
}

/**
 * Nobody has said which columns a source on S3 has, so what reads it is not checked against them.
 *
 * Compiling asks no server. Once a build or `cdc status` has looked into the files on this machine, their columns are
 * known.
 */
export function sourceColumnsUnknown(source: string, span: Span): Diagnostic {
  return warning('source/columns-unknown', {
    message: `The columns of ${source} are neither declared nor known from an earlier build, so what reads it is not checked.`,
    span,
    help: 'Declare them under `columns:`.',
  })
}

/**
 * A CDC source has no change sequence to order changes by.
 *
 * Several changes of one transaction share their commit time, so their order is a guess from the file's name and the
 * row's position. A DMS table-mapping rule adds the sequence: see docs/sources.md.
 */
export function sourceWithoutSequence(source: string, span: Span): Diagnostic {
  return warning('source/no-change-sequence', {
    message: `${source} orders its changes without a change sequence, so changes that share a commit time cannot be told apart.`,
    span,
    help: 'Add a DMS rule that writes $AR_H_CHANGE_SEQ as a column, and name it with `change_seq:`.',
  })
}

/**
 * A model on one engine inlines a model of the other.
 *
 * An ephemeral model becomes part of the SQL of whoever reads it, so both must be written for one engine.
 */
export function ephemeralOnOtherEngine(model: string, ephemeral: string, engine: string, span: Span): Diagnostic {
  return error('engine/ephemeral-across', {
    message: `"${model}" runs on ${engine} and cannot inline the ephemeral model "${ephemeral}", which is written for the other engine.`,
    span,
    help: `Make "${ephemeral}" a view or a table.`,
  })
}

/**
 * A model calls a function that its engine does not seem to have.
 *
 * It is a function of the other engine, or its name looks like a misspelled one, or nobody knows it. Where DuckDB has a
 * function of that name the call is passed on as it is written. Where it has none the model cannot run on the embedded
 * engine, which is an error. A function of your own is written with its schema, `etl.my_function(x)`: it is taken to be
 * there, made by a hook for instance. docs/dialects.md lists the functions that are known.
 */
export function functionUnknown(
  name: string,
  engine: string,
  {
    other,
    near,
    isMissing,
  }: { readonly other: string | null; readonly near: string | null; readonly isMissing: boolean },
  span: Span | null,
): Diagnostic {
  const isOther = other === null ? '' : `: it is one of ${engineTitle(other)}`
  const nowhere = isMissing ? ', and DuckDB has none of that name' : ''
  const make = isMissing ? error : warning
  return make('dialect/unknown-function', {
    message: `"${name}" is not known as a function of ${engineTitle(engine)}${isOther}${nowhere}.`,
    span,
    help:
      near && !other
        ? `Did you mean "${near}"?`
        : isMissing && !other
          ? 'Use a function that docs/dialects.md lists, or write the schema of your own function in front.'
          : `Use a function of ${engineTitle(engine)}; docs/dialects.md lists those that run on the embedded engine too.`,
  })
}

/**
 * A cast names a type that the model's engine does not have.
 */
export function sqlTypeUnknown(type: string, engine: string, near: string, span: Span | null): Diagnostic {
  return error('dialect/unknown-type', {
    message: `"${type}" is not a type of ${engineTitle(engine)}.`,
    span,
    help: `Did you mean "${near}"?`,
  })
}

function engineTitle(engine: string): string {
  return engine === 'spark' ? 'Spark SQL' : 'Redshift SQL'
}

/**
 * A column of a source has a type that no engine knows.
 */
export function unknownDataType(column: string, type: string, known: readonly string[], span: Span): Diagnostic {
  return error('source/unknown-type', {
    message: `The column "${column}" has the type "${type}", which is not known.`,
    span,
    help:
      didYouMean(type.replace(/\s*\(.*$/s, ''), known) ??
      'Use a type of Spark SQL or Redshift, such as bigint, varchar(200) or decimal(18,2).',
  })
}

/**
 * A seed's file has no header, or a header that cannot name columns.
 */
export function badSeedHeader(name: string, why: string, span: Span): Diagnostic {
  return error('seed/bad-header', {
    message: `The seed "${name}" cannot be read: ${why}.`,
    span,
    help: 'The first line of the file names the columns, each once.',
  })
}

/**
 * A row of a seed's file cannot be read, or does not fit its header.
 *
 * Each row has as many values as the header names columns. A value that holds a comma, a quote or a line break stands in
 * double quotes, and a quote inside is written twice.
 */
export function badSeedRow(name: string, why: string, span: Span): Diagnostic {
  return error('seed/bad-row', {
    message: `The seed "${name}" cannot be read: ${why}.`,
    span,
    help: 'Put the whole value into double quotes, and write a quote inside it twice: "a ""b"" c".',
  })
}

/** The same, for a row of the wrong width. */
export function raggedSeedRow(name: string, found: number, expected: number, span: Span): Diagnostic {
  return error('seed/bad-row', {
    message: `This row of the seed "${name}" has ${counted(found, 'value')}, but the header names ${counted(expected, 'column')}.`,
    span,
    help:
      found > expected
        ? 'Put values that hold the delimiter into double quotes.'
        : 'Write the missing values; an empty one still needs its delimiter.',
  })
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/**
 * A setting names a column that the seed does not have.
 *
 * A default in project.yml holds for the seeds that have the column, and at least one of them must.
 */
export function unknownSeedColumn(
  column: string,
  seed: string | null,
  known: readonly string[],
  span: Span,
): Diagnostic {
  return error('seed/unknown-column', {
    message:
      seed === null
        ? `None of the seeds that this default is for has a column "${column}".`
        : `The seed "${seed}" has no column "${column}".`,
    span,
    help: didYouMean(column, known) ?? `The columns are ${known.join(', ')}.`,
  })
}

/**
 * A seed's file seems to have another delimiter.
 */
export function seedDelimiter(name: string, delimiter: string, span: Span): Diagnostic {
  return warning('seed/other-delimiter', {
    message: `The seed "${name}" has one column, whose name holds "${delimiter}".`,
    span,
    help: `If that separates columns, write \`delimiter: "${delimiter === '\t' ? '\\t' : delimiter}"\` below its \`config:\`.`,
  })
}

/**
 * A file of macros is in a form that is not read.
 *
 * Macros stand in .hbs files. Those of dbt, in Jinja, have to be written anew.
 */
export function macrosInSql(path: string, span: Span): Diagnostic {
  return warning('template/macros-in-sql', {
    message: `${path} is not read: macros stand in files that end in .hbs.`,
    span,
    help: 'Write them as {{#macro "name" as |…|}}…{{/macro}} in a file macros/*.hbs.',
  })
}

/**
 * `ref` is given two names.
 *
 * In dbt the first would be a package. A project of Tidemill has none, so the name of the model is enough.
 */
export function refWithPackage(model: string, span: Span): Diagnostic {
  return error('ref/package', {
    message: '`ref` takes the name of a model alone: there are no packages.',
    span,
    help: `Write {{ref "${model}"}}.`,
  })
}

/**
 * The folder holds no project.
 */
export function projectMissing(folder: string): Diagnostic {
  return error('project/missing', {
    message: `There is no project.yml in ${folder}.`,
    help: 'Go to your project, name it with --project-dir, or make one with `tidemill init`.',
  })
}

/**
 * The target names no profile.
 *
 * A target is a file in profiles/: `--target local` reads profiles/local.yml.
 */
export function profileMissing(target: string, known: readonly string[], span: Span | null): Diagnostic {
  return error('profile/missing', {
    message: `The target "${target}" has no file profiles/${target}.yml.`,
    span,
    help:
      didYouMean(target, known) ??
      (known.length > 0 ? `The targets are ${known.join(', ')}.` : 'Write one, as docs/profiles.md shows.'),
  })
}

/**
 * A singular test or a model cannot be placed: it is read from a path that does not exist.
 */
export function pathMissing(key: string, path: string, span: Span): Diagnostic {
  return warning('project/path-missing', {
    message: `The folder "${path}" of \`${key}\` does not exist.`,
    span,
    help: 'Create it, or correct the path.',
  })
}

/**
 * A singular test sets something that a test does not have.
 */
export function testUnknownSetting(key: string, known: readonly string[], span: Span): Diagnostic {
  return error('test/unknown-setting', {
    message: `A data test has no setting "${key}".`,
    span,
    help: didYouMean(key, known) ?? `Its settings are ${known.join(', ')}.`,
  })
}

/**
 * Models read from one that has mistakes, so their columns and types could not be checked against it.
 *
 * They are neither right nor wrong yet: mend what is reported of the other first, and compile again.
 */
export function modelsUnchecked(name: string, models: readonly string[], span: Span | null): Diagnostic {
  const shown = models.slice(0, 10).join(', ')
  const rest = models.length > 10 ? ` and ${models.length - 10} more` : ''
  return warning('compile/unchecked', {
    message: `"${name}" has mistakes, so what reads it was not checked against it: ${shown}${rest}.`,
    span,
    help: `Mend "${name}" first, then compile again.`,
  })
}

/** What keeps us from reading a model is no mistake where its own engine reads it: it is sent as it is written. */
export function sentUnread(problem: Diagnostic, engine: string): Diagnostic {
  const message = `${problem.message} ${engine === 'spark' ? 'Spark' : 'The warehouse'} gets it as it is written: its columns and types are not checked, and it has no lineage.`
  return { ...problem, severity: 'warning', message }
}
