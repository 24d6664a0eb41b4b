/** Puts generated text between `<!-- generated: name -->` and `<!-- end of name -->`; the rest is written by hand. */
export function fillSections(page: string, sections: Readonly<Record<string, string>>): string {
  return page.replace(
    /(<!-- generated: ([\w-]+)[^>]*-->)\n[\s\S]*?(<!-- end of \2 -->)/g,
    (whole, begin: string, name: string, end: string) => {
      const text = sections[name]
      return text === undefined ? whole : `${begin}\n\n${text.trim()}\n\n${end}`
    },
  )
}

/** The names of the generated sections of a page. */
export function sectionNames(page: string): readonly string[] {
  return [...page.matchAll(/<!-- generated: ([\w-]+)[^>]*-->/g)].map((match) => match[1] ?? '')
}
