// `npm start`: builds the command line when it is missing or older than its sources, then the sample project.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = join(root, 'dist/cli/main.js')

function run(file, ...words) {
  const { status, signal } = spawnSync(process.execPath, [file, ...words], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 3))
}

function isStale() {
  const built = statSync(main, { throwIfNoEntry: false })?.mtimeMs
  if (built === undefined) return true
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
  return [...sources, join(root, 'package.json')].some((path) => statSync(path).mtimeMs > built)
}

if (isStale()) run(join(root, '.ci/bundle.mjs'))
run(main, 'build', ...process.argv.slice(2))
console.error(`
Built the sample project into warehouse.duckdb. What to try next:
  npx tidemill show --select fct_daily_sales --limit 10
  npx tidemill show --inline 'select count(*) as orders from {{ref "orders"}}'
  npx tidemill cdc status
  npx tidemill plan
  npx tidemill ls --select +fct_orders`)
