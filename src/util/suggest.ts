/**
 * The known names nearest to a mistyped one, best first, at most `limit`. Names compare without case; a name is near
 * when it can be reached by edits to about a third of its letters, when one holds the other within it, or when both
 * begin alike: country and countries.
 */
export function suggest(input: string, known: Iterable<string>, limit = 3): string[] {
  const wanted = input.toLowerCase()
  const allowed = Math.max(1, Math.floor(wanted.length * 0.4))
  const near: { name: string; distance: number }[] = []
  for (const name of new Set(known)) {
    const candidate = name.toLowerCase()
    const distance = editDistance(wanted, candidate, allowed)
    if (distance <= allowed) near.push({ name, distance })
    else if (holdsOther(wanted, candidate))
      near.push({ name, distance: allowed + 1 + lengthDifference(wanted, candidate) / 1000 })
    else if (beginAlike(wanted, candidate)) near.push({ name, distance: allowed + 2 })
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return near.slice(0, limit).map((match) => match.name)
}

/** `Did you mean "a" or "b"?`, or null when nothing is near. */
export function didYouMean(input: string, known: Iterable<string>): string | null {
  const names = suggest(input, known).map((name) => `"${name}"`)
  if (names.length === 0) return null
  if (names.length === 1) return `Did you mean ${names[0]}?`
  return `Did you mean ${names.slice(0, -1).join(', ')} or ${names.at(-1)}?`
}

function holdsOther(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a))
}

function lengthDifference(a: string, b: string): number {
  return Math.abs(a.length - b.length)
}

function beginAlike(a: string, b: string): boolean {
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  return shared >= 5 && shared * 3 >= Math.max(a.length, b.length) * 2
}

/** Damerau–Levenshtein distance (swapped neighbours cost one); gives up above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let best = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] as number) + 1)
      }
      current.push(cost)
      best = Math.min(best, cost)
    }
    if (best > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] as number
}
