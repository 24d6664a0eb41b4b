import type { Helper } from '../helper.ts'
import { dateSpine } from './date-spine.ts'
import { dedupe } from './dedupe.ts'
import { pivot } from './pivot.ts'
import { star } from './star.ts'
import { surrogateKey } from './surrogate-key.ts'
import { unionRelations } from './union-relations.ts'

/** Helpers that write SQL, in the model's dialect. */
export const sqlHelpers: readonly Helper[] = [surrogateKey, star, unionRelations, pivot, dateSpine, dedupe]
