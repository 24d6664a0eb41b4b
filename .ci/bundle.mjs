// Builds dist/: the command line and the library as ES modules with shared, lazily loaded chunks. Libraries are bundled,
// so that installing the package brings DuckDB alone; their licences are kept in dist/third-party-licenses.txt.
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * DuckDB's client is CommonJS in sixty files. Imported, each of them is searched for the names that it exports, which takes
 * as long as all the rest of the start; required, it is not.
 */
const requireDuckdb = {
  name: 'require-duckdb',
  setup({ onResolve, onLoad }) {
    const path = '@duckdb/node-api'
    onResolve({ filter: /^@duckdb\/node-api$/ }, ({ kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'require' },
    )
    onLoad({ filter: /.*/, namespace: 'require' }, () => ({ contents: `module.exports = require('${path}')` }))
  },
}

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [requireDuckdb],
  external: ['@aws-sdk/*', 'knex', 'pg'],
  define: { __TIDEMILL_VERSION__: JSON.stringify(version) },
  // CommonJS libraries ask for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})

const main = join(root, 'dist/cli/main.js')
writeFileSync(main, `#!/usr/bin/env node\n${readFileSync(main, 'utf8')}`)
chmodSync(main, 0o755)
// Spark's part is Python: it stands beside the chunk that starts it.
for (const script of ['driver.py', 'keep_classes.py'])
  copyFileSync(join(root, 'src/engines/spark', script), join(root, 'dist/chunks', script))
removeStale(new Set(Object.keys(metafile.outputs)))
writeFileSync(join(root, 'dist/third-party-licenses.txt'), licences(Object.keys(metafile.inputs)))

/** Chunks of an earlier build; the declarations in dist/types are made by another script. */
function removeStale(written) {
  for (const folder of ['dist', 'dist/cli', 'dist/chunks']) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isFile() && /\.js(?:\.map)?$/.test(path) && !written.has(path)) rmSync(join(root, path))
    }
  }
}

/** The licence texts of the packages that the bundle holds parts of. */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((path) => /(?:^|.*\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry))
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`
    return `${name} ${version}\n${'-'.repeat(name.length + version.length + 1)}\n\n${text}\n`
  })
  return texts.join('\n\n')
}
