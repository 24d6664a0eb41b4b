import { newRecording, projectHelpers } from '../../../src/compiler/project-helpers.ts'
import type { Helper, HelperParameter } from '../../../src/template/helper.ts'
import { helperThemes } from '../../../src/template/helpers/registry.ts'

/** The helpers that know the project, from what declares them to the compiler. */
export function renderProjectHelpers(): string {
  return [...declaredProjectHelpers().values()].map(renderHelper).join('\n')
}

/** The standard library, theme by theme. */
export function renderStandardHelpers(): string {
  return helperThemes.map(({ title, helpers }) => `### ${title}\n\n${helpers.map(renderHelper).join('\n')}`).join('\n')
}

/** Only what the helpers say of themselves is read, so nothing is there for them to find. */
function declaredProjectHelpers(): ReadonlyMap<string, Helper> {
  const nothing = () => {
    throw new Error('documentation calls no helper')
  }
  return projectHelpers({
    names: { ref: nothing, source: nothing, feed: nothing },
    environment: { vars: new Map(), env: {}, runStartedAt: '' },
    recording: newRecording(),
    isIncremental: false,
    allowsConfig: true,
    docs: new Map(),
  })
}

function renderHelper(helper: Helper): string {
  const { name, description, example, parameters } = helper
  const list = parameters.map(renderParameter).join('')
  return `#### ${name}\n\n\`${signature(helper)}\`\n\n${description}\n\n${list}${list && '\n'}\`\`\`handlebars\n${example}\n\`\`\`\n`
}

function signature({ name, parameters, openNames, block }: Helper): string {
  const words = [name, ...parameters.map(signatureWord), ...(openNames ? ['name=value …'] : [])].join(' ')
  if (block) return `{{#${words}}}…{{/${name}}}`
  // Without arguments a name alone would be a value: where one is expected, a call needs parentheses.
  return words === name ? `(${name})` : `{{${words}}}`
}

function signatureWord({ name, optional, rest }: HelperParameter): string {
  const word = rest ? `${name} …` : name
  return optional ? `[${word}]` : word
}

function renderParameter({ name, kind, description, optional }: HelperParameter): string {
  const facts = [...(kind === 'any' ? [] : [kind]), ...(optional ? ['optional'] : [])]
  return `- \`${name}\`${facts.length > 0 ? ` (${facts.join(', ')})` : ''}: ${description}\n`
}
