import { describe, expect, test } from 'vitest'
import { mistakes, printed } from '../../tests/support/templates.ts'
import { jinjaStatementToHandlebars, jinjaTagToHandlebars } from './jinja.ts'

describe('expressions', () => {
  test.each([
    ["{{ ref('a') }}", '{{ref "a"}}'],
    ["{{ source('shop', 'orders') }}", '{{source "shop" "orders"}}'],
    ['{{ var("x") }}', '{{var "x"}}'],
    ["{{ var('x', none) }}", '{{var "x" null}}'],
    ["{{ config(materialized='x') }}", '{{config materialized="x"}}'],
    [
      "{{\n  config(\n    materialized = 'incremental',\n    unique_key = ['a', 'b'],\n    meta={'owner': 'me'},\n  )\n}}",
      '{{config materialized="incremental" unique_key=(list "a" "b") meta=(dict owner="me")}}',
    ],
    ['{{ is_incremental() }}', '{{is_incremental}}'],
    ["{{ cents(scale=2, column='a') }}", '{{cents scale=2 column="a"}}'],
    ["{{ f(x=1, 'a') }}", '{{f "a" x=1}}'],
    ["{{ dbt_utils.generate_surrogate_key(['a', 'b']) }}", '{{surrogate_key (list "a" "b")}}'],
    ["{{ dbt_utils.star(from=ref('a'), except=['x']) }}", '{{star from=(ref "a") except=(list "x")}}'],
    ["{{ x | upper | replace('a', 'b') }}", '{{replace (upper x) "a" "b"}}'],
    ["{{ columns | join(', ') }}", '{{join columns ", "}}'],
    ["{{ 'a' ~ target.name }}", '{{concat "a" target.name}}'],
    ['{{ a + 2 * b }}', '{{add a (multiply 2 b)}}'],
    ['{{ xs[0] }}', '{{index xs 0}}'],
    ['{{ -1 + x }}', '{{add -1 x}}'],
    ["{{- ref('a') -}}", '{{~ref "a"~}}'],
    ['{{ f(\'say "x"\') }}', '{{f \'say "x"\'}}'],
    ['{{#if a == b}}', '{{#if (eq a b)}}'],
    ["{{#if not x and y in ['a']}}", '{{#if (and (not x) (contains (list "a") y))}}'],
    ['{{else if a != 1}}', '{{else if (ne a 1)}}'],
    ['{{#each [1, 2] as |n|}}', '{{#each (list 1 2) as |n|}}'],
  ])('%j is %j', (jinja, expected) => {
    expect(jinjaTagToHandlebars(jinja)).toBe(expected)
  })

  test.each(['{{ ref "a", "b" }}', '{{ a if b else c }}', '{{ f( }}', '{{ }}', '{{ ? }}', "{{ {'a b': 1} }}"])(
    '%j has no form that we know',
    (jinja) => {
      expect(jinjaTagToHandlebars(jinja)).toBeNull()
    },
  )
})

describe('statements', () => {
  test.each([
    ['{% if is_incremental() %}', '{{#if (is_incremental)}}'],
    ["{%- if target.name == 'prod' -%}", '{{~#if (eq target.name "prod")~}}'],
    ['{% elif x %}', '{{else if x}}'],
    ['{% else %}', '{{else}}'],
    ['{% endif %}', '{{/if}}'],
    ["{% for x in ['a', 'b'] %}", '{{#each (list "a" "b") as |x|}}'],
    ['{% for k, v in d.items() %}', '{{#each d as |v k|}}'],
    ['{% endfor %}', '{{/each}}'],
    ["{% set x = var('a') %}", '{{#let x=(var "a")}}…{{/let}}'],
    ['{% macro cents(column, scale=2) %}', '{{#macro "cents" scale=2 as |column scale|}}'],
    ["{% macro f(a='x y', b=[1, 2]) %}", '{{#macro "f" a="x y" b=(list 1 2) as |a b|}}'],
    ['{% macro now() %}', '{{#macro "now"}}'],
    ['{% endmacro %}', '{{/macro}}'],
    ['{% test positive(model, column_name) %}', '{{#test "positive" as |model column_name|}}'],
    ['{% docs orders %}', '{{#docs "orders"}}'],
    ["{% do log('x') %}", '{{log "x"}}'],
    ['{% raw %}', '{{{{raw}}}}'],
    ['{#- a remark -#}', '{{!-- a remark --}}'],
  ])('%j is %j', (jinja, expected) => {
    expect(jinjaStatementToHandlebars(jinja)).toBe(expected)
  })

  test.each(['{% set x %}', '{% call f() %}', '{% import "x" as y %}'])('%j has no form that we know', (jinja) => {
    expect(jinjaStatementToHandlebars(jinja)).toBeNull()
  })
})

describe('in templates', () => {
  test('each place is one mistake with its own form', () => {
    const template =
      "{# orders #}\nselect * from {{ ref('a') }}\n{% if is_incremental() %}\n  where {{ x(1) }}\n{% endif %}\n"
    const message = 'template/jinja This is Jinja; templates are written in Handlebars. > Write'
    expect(mistakes(template)).toEqual([
      `models/m.sql:1:1 ${message} {{!-- orders --}}.`,
      `models/m.sql:2:15 ${message} {{ref "a"}}.`,
      `models/m.sql:3:1 ${message} {{#if (is_incremental)}}.`,
      `models/m.sql:4:9 ${message} {{x 1}}.`,
      `models/m.sql:5:1 ${message} {{/if}}.`,
    ])
  })

  test.each(["{{ ref('a').include(x=1) }}", "{{ ref('a' }}"])(
    '%j is known as Jinja although it has no form',
    (template) => {
      expect(mistakes(template).map((line) => line.slice(0, 31))).toEqual(['models/m.sql:1:1 template/jinja'])
    },
  )

  test('without a form of its own the help shows how templates look', () => {
    expect(mistakes('{% call x() %}')).toEqual([
      'models/m.sql:1:1 template/jinja This is Jinja; templates are written in Handlebars. > In Handlebars: {{ref "x"}}, {{#if (is_incremental)}} … {{/if}}, {{#each (list 1 2) as |n|}} … {{/each}}.',
    ])
  })

  test.each(['{{ this }}', '{{ ref "a" }}', '{{ schema }}', "'{%a%}' '{#'", 'select 1 % 2'])(
    '%j is no Jinja',
    (template) => {
      expect(() => printed(template)).not.toThrow()
    },
  )
})
