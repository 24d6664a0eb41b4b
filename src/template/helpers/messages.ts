import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper } from '../helper.ts'
import { OriginText } from '../origin-text.ts'
import { textValue } from '../value.ts'

export const messageHelpers: readonly Helper[] = [
  {
    name: 'raise_error',
    description: 'Stops the compile with a message of your own, at the place of the outermost call.',
    example: '{{#unless (var "region" null)}}{{raise_error "Set the variable region."}}{{/unless}}',
    parameters: [{ name: 'message', kind: 'printable', description: 'What to tell the reader.' }],
    run: (call) => {
      call.report(problems.raised(call.arguments.string('message'), call.span, call.via))
      return null
    },
  },
  {
    name: 'warn',
    description: 'Adds a warning of your own; prints nothing.',
    example: '{{warn "This model moves to facts/ in May."}}',
    parameters: [{ name: 'message', kind: 'printable', description: 'What to tell the reader.' }],
    run: (call) => {
      call.report(problems.warned(call.arguments.string('message'), call.span, call.via))
      return textValue(OriginText.empty)
    },
  },
]
