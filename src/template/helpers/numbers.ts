import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper } from '../helper.ts'

function arithmetic(
  name: string,
  description: string,
  example: string,
  apply: (a: number, b: number) => number,
): Helper {
  return {
    name,
    description,
    example,
    parameters: [
      { name: 'a', kind: 'number', description: 'The first number.' },
      { name: 'b', kind: 'number', description: 'The second number.' },
    ],
    run: (call) => {
      const result = apply(call.arguments.number('a'), call.arguments.number('b'))
      if (Number.isFinite(result)) return call.number(withoutNoise(result))
      call.report(problems.invalidArgument(`"${name}" has no result for these numbers.`, call.span))
      return null
    },
  }
}

/** 0.1 + 0.2 is 0.3: what stands in SQL are decimal digits. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(15))
}

export const numberHelpers: readonly Helper[] = [
  arithmetic(
    'add',
    'The sum of two numbers.',
    '{{#each (list "a" "b")}}{{add @index 1}}: {{this}} {{/each}}',
    (a, b) => a + b,
  ),
  arithmetic('subtract', 'The first number less the second.', '{{subtract 10 3}}', (a, b) => a - b),
  arithmetic('multiply', 'The product of two numbers.', '{{multiply 60 24}}', (a, b) => a * b),
]
