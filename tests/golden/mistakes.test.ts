import { describe, expect, test } from 'vitest'
import { changeMistakes, testMistakes } from '../mistakes/changes.ts'
import { dataframeMistakes } from '../mistakes/dataframes.ts'
import { type Mistake, type Mistakes, type Trial, tryMistake } from '../mistakes/mistake.ts'
import { nameMistakes } from '../mistakes/names.ts'
import { scriptMistakes, tryScript } from '../mistakes/scripts.ts'
import { sqlMistakes } from '../mistakes/sql.ts'
import { templateMistakes } from '../mistakes/templates.ts'
import { unitTestMistakes } from '../mistakes/unit-tests.ts'
import { yamlMistakes } from '../mistakes/yaml.ts'
import { readFolder } from '../support/compile-files.ts'

/** One mistake gives one diagnostic: at the place, and with what mends it. */
const shop = readFolder(new URL('shop', import.meta.url).pathname)

function check(name: string, mistakes: Mistakes): void {
  describe(name, () => {
    test.each(Object.entries(mistakes))('%s', (_, mistake) => judge(tryMistake(shop, mistake), mistake))
  })
}

function judge({ expected, answers }: Trial, { says, fix }: Pick<Mistake, 'says' | 'fix'>): void {
  expect(answers.map(({ place }) => place)).toEqual([expected])
  expect(answers[0]?.message).toContain(says ?? '')
  expect(answers[0]?.help).toContain(fix ?? '')
}

check('names', nameMistakes)
check('templates', templateMistakes)
check('SQL', sqlMistakes)
check('YAML', yamlMistakes)
check('changes', changeMistakes)
check('DataFrame models', dataframeMistakes)
check('tests and seeds', testMistakes)
check('unit tests', unitTestMistakes)

describe('scripts of changes', () => {
  test.each(Object.entries(scriptMistakes))('%s', (_, mistake) => judge(tryScript(shop, mistake), mistake))
})

test('a hundred mistakes and more are tried', () => {
  const all = [
    nameMistakes,
    templateMistakes,
    sqlMistakes,
    yamlMistakes,
    changeMistakes,
    dataframeMistakes,
    testMistakes,
  ]
  expect(all.flatMap((table) => Object.keys(table)).length).toBeGreaterThanOrEqual(100)
})
