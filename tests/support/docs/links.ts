/** A link of a page to another place in the repository. */
export interface Link {
  /** Relative to the page's folder; empty for a place on the page itself. */
  readonly path: string
  readonly anchor: string | null
}

/** The relative links of a page; what stands in code is no link. */
export function linksIn(page: string): readonly Link[] {
  return [...withoutCode(page).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { path, anchor: anchor ?? null }
    })
}

/** The anchors that a page has: those of its headings, as GitHub makes them, and those written out. */
export function anchorsIn(page: string): ReadonlySet<string> {
  const headings = [...page.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)]
  const written = [...page.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '')
  return new Set([...headings.map((match) => slug(match[1] ?? '')), ...written])
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}

function withoutCode(page: string): string {
  return page.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
}
